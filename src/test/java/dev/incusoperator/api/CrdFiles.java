package dev.incusoperator.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.incusoperator.api.v1alpha1.ClusterIncusHost;
import dev.incusoperator.api.v1alpha1.IncusHost;
import dev.incusoperator.api.v1alpha1.IncusInstance;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.OutputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files in {@code crds/}, as they follow from the classes of the resources. */
final class CrdFiles {
    static final String COMMAND = "mvn -q test -Dtest=CrdsAreCurrentTest -Dcrds.write=true";

    private static final String HEAD =
            "# Made from the classes of src/main/java/dev/incusoperator/api/v1alpha1. To make it anew: " + COMMAND
                    + "\n";

    private CrdFiles() {}

    /** The content of each file by its name. */
    static SortedMap<String, String> content() {
        SortedMap<String, String> content = new TreeMap<>();
        definitions().forEach((name, definition) -> content.put(name + ".yaml", HEAD + yaml(definition)));
        return content;
    }

    /** The definitions by the plural names of their kinds. */
    static SortedMap<String, CustomResourceDefinition> definitions() {
        Collector collector = new Collector(new TreeMap<>());
        new CRDGenerator()
                .customResourceClasses(IncusHost.class, ClusterIncusHost.class, IncusInstance.class)
                .forCRDVersions("v1")
                .withParallelGenerationEnabled(false)
                .withPostProcessor(collector)
                .withOutput(new Nowhere())
                .detailedGenerate();
        return collector.definitions;
    }

    private static String yaml(CustomResourceDefinition definition) {
        YAMLFactory style = YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                .build();
        try {
            return new ObjectMapper(style).writeValueAsString(definition);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Collector(SortedMap<String, CustomResourceDefinition> definitions) implements CRDPostProcessor {
        private static final Map<String, Class<? extends HasMetadata>> CLASSES = Map.of(
                "IncusHost", IncusHost.class,
                "ClusterIncusHost", ClusterIncusHost.class,
                "IncusInstance", IncusInstance.class);

        @Override
        public HasMetadata process(HasMetadata generated, String version) {
            CustomResourceDefinition definition = (CustomResourceDefinition) generated;
            CrdFinish.apply(
                    definition, CLASSES.get(definition.getSpec().getNames().getKind()));
            definitions.put(definition.getSpec().getNames().getPlural(), definition);
            return definition;
        }
    }

    private record Nowhere() implements CRDGenerator.CRDOutput<OutputStream> {
        @Override
        public OutputStream outputFor(String name) {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void close() {}
    }
}
