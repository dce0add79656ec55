package dev.incusoperator.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WholeNamesTest {
    private final List<String> asked = new ArrayList<>();
    private final WholeNames names = new WholeNames(name -> {
        asked.add(name);
        return List.of(InetAddress.getLoopbackAddress());
    });

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kubernetes",
                "KUBERNETES",
                "kubernetes.",
                "localhost",
                "kubernetes.default.svc",
                "Kubernetes.Default.SVC",
                "kubernetes.default.svc.",
                "kubernetes.default.svc.cluster.local",
                "kubernetes.default.svc.k8s.example.com",
                "web-0.nginx.shop.svc",
                "10-0-0-1.default.pod",
                "10-0-0-1.default.pod.cluster.local",
                "incus.cluster.local",
                "2130706433",
                "0x7f000001",
                "0X7F.0.0.1",
                "0177.0.0.1",
                "017700000001",
                "127.1",
                "10.96.0.0x1",
                "10.96.0.1."
            })
    void what_may_be_a_service_of_the_cluster_or_an_address_in_another_spelling_is_not_resolved(String name) {
        assertThatThrownBy(() -> names.resolve(name)).isInstanceOf(UnknownHostException.class);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "kubernetes.default, kubernetes.default.",
        "web-0.nginx.shop, web-0.nginx.shop.",
        "Edge.Example.com, edge.example.com.",
        "edge.example.com., edge.example.com."
    })
    void a_name_is_looked_up_as_it_is_and_not_completed_by_the_search_list(String name, String looked)
            throws UnknownHostException {
        names.resolve(name);

        assertThat(asked).containsExactly(looked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.8", "192.0.2.200", "2001:db8::8", "::ffff:10.96.0.1"})
    void an_address_is_what_it_is(String address) throws UnknownHostException {
        names.resolve(address);

        assertThat(asked).containsExactly(address);
    }
}
