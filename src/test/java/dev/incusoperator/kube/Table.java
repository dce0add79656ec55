package dev.incusoperator.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Resources as {@code kubectl get} prints them: the server itself makes the cells. */
public final class Table {
    private static final String ACCEPT = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private static final String GAP = "   ";

    private final JsonNode table;

    private Table(JsonNode table) {
        this.table = table;
    }

    /** Of the list or the object at a path of the API. */
    public static Table of(KubernetesClient client, String path) {
        HttpClient http = client.getHttpClient();
        String url = client.getMasterUrl().toString().replaceFirst("/$", "") + path;
        try {
            HttpResponse<String> response = http.sendAsync(
                            http.newHttpRequestBuilder()
                                    .uri(url)
                                    .header("Accept", ACCEPT)
                                    .build(),
                            String.class)
                    .get(30, TimeUnit.SECONDS);
            if (!response.isSuccessful()) {
                throw new IllegalStateException("GET " + path + " answers " + response.code() + ": " + response.body());
            }
            return new Table(Serialization.jsonMapper().readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("GET " + path + " has no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking for " + path, e);
        }
    }

    /** The columns that kubectl shows, with {@code wide} those of {@code -o wide} too, in lines without an end. */
    public String text(boolean wide) {
        List<List<String>> rows = rows(wide);
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                line.append(padded(row.get(column), width(rows, column))).append(GAP);
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }

    private List<List<String>> rows(boolean wide) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>();
        List<Integer> shown = new ArrayList<>();
        JsonNode definitions = table.path("columnDefinitions");
        for (int column = 0; column < definitions.size(); column++) {
            if (wide || definitions.path(column).path("priority").asInt() == 0) {
                shown.add(column);
                head.add(definitions.path(column).path("name").asText().toUpperCase(Locale.ROOT));
            }
        }
        rows.add(head);
        for (JsonNode row : table.path("rows")) {
            rows.add(shown.stream().map(column -> cell(row, column)).toList());
        }
        return rows;
    }

    private static String cell(JsonNode row, int column) {
        JsonNode cell = row.path("cells").path(column);
        return cell.isNull() || cell.isMissingNode() ? "" : cell.asText();
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
