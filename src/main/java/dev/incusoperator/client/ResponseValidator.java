package dev.incusoperator.client;

/** Decides whether an answer is what the API promises. A client has {@link EnvelopeValidator} unless it is given another. */
@FunctionalInterface
public interface ResponseValidator {
    /** Throws an {@link IncusException} where the answer is not acceptable. */
    void validate(ApiRequest request, ApiResponse response);
}
