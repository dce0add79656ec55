package dev.incusoperator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ReadingsTest {
    private static final String BEFORE = """
            # TYPE apiserver_request_total counter
            apiserver_request_total{code="200",group="incusoperator.dev",resource="incusinstances",subresource="status",verb="APPLY"} 2
            apiserver_request_total{code="200",group="",resource="namespaces",subresource="",verb="LIST"} 1
            process_cpu_seconds_total 1.5
            """;
    private static final String AFTER = """
            apiserver_request_total{code="200",group="incusoperator.dev",resource="incusinstances",subresource="status",verb="APPLY"} 5
            apiserver_request_total{code="409",group="incusoperator.dev",resource="incusinstances",subresource="status",verb="APPLY"} 1
            apiserver_request_total{code="201",group="",resource="events",subresource="",verb="POST"} 7
            apiserver_request_total{code="200",group="coordination.k8s.io",resource="leases",subresource="",verb="PUT"} 9
            apiserver_request_total{code="200",group="",resource="namespaces",subresource="",verb="LIST"} 3
            process_cpu_seconds_total 4.25e+00
            """;

    private final ApiRequests grown = ApiRequests.parse(AFTER).since(ApiRequests.parse(BEFORE));

    @Test
    void writes_are_counted_without_leases_and_with_those_that_failed() {
        assertThat(grown.writes()).isEqualTo(4 + 7);
        assertThat(grown.writesButEvents()).isEqualTo(4);
        assertThat(grown.count("APPLY", "incusinstances")).isEqualTo(4);
    }

    @Test
    void lists_and_the_processors_time_are_told() {
        assertThat(grown.lists()).isEqualTo(2);
        assertThat(grown.cpuSeconds()).isEqualTo(2.75);
    }

    @Test
    void the_operator_runs_with_the_options_of_its_image() throws IOException {
        assertThat(ImageOptions.of("""
                        FROM x
                        ENTRYPOINT ["java", "-XX:+UseSerialGC", \\
                                    "-Xss1m", "-jar", "app.jar"]
                        """)).containsExactly("-XX:+UseSerialGC", "-Xss1m");
        assertThat(ImageOptions.ofDockerfile()).isNotEmpty().noneMatch(option -> option.contains("AOTCache"));
    }

    @Test
    void the_heap_is_the_sum_of_its_parts_without_what_is_no_heap() {
        assertThat(HeapReading.mebibytes("""
                        jvm_memory_used_bytes{area="heap",id="Eden Space"} 1048576.0
                        jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 4.0E7
                        jvm_memory_used_bytes{area="heap",id="Tenured Gen"} 2.097152E6
                        jvm_memory_max_bytes{area="heap",id="Tenured Gen"} 9.0E8
                        """)).isEqualTo(3);
    }
}
