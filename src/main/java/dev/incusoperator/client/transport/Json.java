package dev.incusoperator.client.transport;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;

/** JSON in and out, with bounds on what a server may send. */
public final class Json {
    private static final int DEEPEST = 100;
    private static final int LONGEST_STRING = 16 * 1024 * 1024;
    /** A listing of 10,000 instances has a third of that. Each costs some 50 bytes, however short it was in the text. */
    private static final long MOST_TOKENS = 4_000_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(LONGEST_STRING)
                            .maxTokenCount(MOST_TOKENS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    public static JsonNode parse(byte[] text) throws IOException {
        return MAPPER.readTree(text);
    }

    public static JsonNode parse(String text) throws JsonProcessingException {
        return MAPPER.readTree(text);
    }

    public static JsonNode tree(Map<String, ?> body) {
        return MAPPER.valueToTree(body);
    }
}
