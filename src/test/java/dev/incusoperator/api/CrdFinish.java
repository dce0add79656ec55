package dev.incusoperator.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** What a definition needs and the generator has no annotation for. */
final class CrdFinish {
    private static final Map<String, String> DESCRIPTIONS = Map.ofEntries(
            Map.entry("conditions.type", "Name of the condition, such as Ready."),
            Map.entry("conditions.status", "True or False; Unknown where it could not be found out."),
            Map.entry("conditions.reason", "Why, in one CamelCase word, for programs."),
            Map.entry("conditions.message", "Why, and what to do, for people."),
            Map.entry("conditions.observedGeneration", "The metadata.generation that the condition speaks of."),
            Map.entry("conditions.lastTransitionTime", "Since when the status is what it is (RFC 3339)."),
            Map.entry("selector.matchLabels", "Labels that must all be there, with these values."),
            Map.entry("selector.matchExpressions", "Requirements that must all be met."),
            Map.entry("matchExpressions.key", "The label that the requirement is about."),
            Map.entry("matchExpressions.operator", "In, NotIn, Exists or DoesNotExist."),
            Map.entry("matchExpressions.values", "The values of In and NotIn; none for the others."));

    private static final Map<String, String> LIST_KEYS =
            Map.of("access", "name", "exec", "name", "env", "name", "files", "path", "conditions", "type");

    private CrdFinish() {}

    static void apply(CustomResourceDefinition definition, Class<? extends HasMetadata> kind) {
        CustomResourceDefinitionVersion version =
                definition.getSpec().getVersions().get(0);
        version.setAdditionalPrinterColumns(inDeclaredOrder(version.getAdditionalPrinterColumns(), kind));
        JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
        root.setDescription(kind.getAnnotation(JsonClassDescription.class).value());
        root.setRequired(List.of("spec"));
        root.getProperties().get("spec").setDescription("What is asked for.");
        root.getProperties().get("status").setDescription("What is there, written by the operator.");
        finish("", root);
    }

    /** The generator sorts columns by their path; people read them in the order in which we wrote them. */
    private static List<CustomResourceColumnDefinition> inDeclaredOrder(
            List<CustomResourceColumnDefinition> columns, Class<?> kind) {
        List<String> names = Arrays.stream(kind.getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name)
                .toList();
        return columns.stream()
                .sorted(Comparator.comparing(column -> names.indexOf(column.getName())))
                .toList();
    }

    private static void finish(String name, JSONSchemaProps schema) {
        if (schema.getXKubernetesValidations() != null) {
            // A record's annotations are on its field and on its accessor: the generator sees each rule twice.
            schema.setXKubernetesValidations(new ArrayList<>(new LinkedHashSet<>(schema.getXKubernetesValidations())));
        }
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((property, inner) -> finishProperty(name, property, inner));
        }
        if (schema.getItems() != null) {
            finish(name, schema.getItems().getSchema());
        }
        if (schema.getAdditionalProperties() != null) {
            finish(name, schema.getAdditionalProperties().getSchema());
        }
    }

    /** A server-side apply sends a null that a client-side apply takes for absent: both mean the same then. */
    private static void entriesMayBeNull(JSONSchemaProps map) {
        map.getAdditionalProperties().getSchema().setNullable(true);
    }

    private static void finishProperty(String parent, String property, JSONSchemaProps schema) {
        String description = DESCRIPTIONS.get(parent + "." + property);
        if (description != null) {
            schema.setDescription(description);
        }
        if (parent.equals("spec") && property.equals("config")) {
            entriesMayBeNull(schema);
        }
        if (parent.equals("spec") && property.equals("devices")) {
            entriesMayBeNull(schema.getAdditionalProperties().getSchema());
        }
        if (property.equals("devices")) {
            boundDeviceOptions(schema.getAdditionalProperties().getSchema());
        }
        if (parent.equals("allow") && property.equals("adopt")) {
            booleanOrWord(schema);
        }
        if ("array".equals(schema.getType())) {
            keyOrAtomic(property, schema);
        }
        finish(property, schema);
    }

    /** The generator does not look into a map of maps. */
    private static void boundDeviceOptions(JSONSchemaProps device) {
        device.setMaxProperties(64L);
        device.getAdditionalProperties().getSchema().setMaxLength(4096L);
    }

    /** What was a boolean, and has another value by now: a schema that has one type cannot say so. */
    private static void booleanOrWord(JSONSchemaProps schema) {
        schema.setType(null);
        schema.setXKubernetesPreserveUnknownFields(true);
        schema.setEnum(List.of(BooleanNode.FALSE, BooleanNode.TRUE, TextNode.valueOf("AnyCluster")));
    }

    private static void keyOrAtomic(String property, JSONSchemaProps list) {
        String key = LIST_KEYS.getOrDefault(property, "");
        if (key.isEmpty()) {
            list.setXKubernetesListType("atomic");
            return;
        }
        list.setXKubernetesListType("map");
        list.setXKubernetesListMapKeys(List.of(key));
        JSONSchemaProps item = list.getItems().getSchema();
        if (item.getRequired() == null || !item.getRequired().contains(key)) {
            List<String> required = new ArrayList<>(item.getRequired() == null ? List.of() : item.getRequired());
            required.add(key);
            item.setRequired(required);
        }
    }
}
