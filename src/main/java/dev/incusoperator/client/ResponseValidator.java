package dev.incusoperator.client;

/** Decides whether an answer is what the API promises. Replaceable. */
@FunctionalInterface
public interface ResponseValidator {
    /** Throws an {@link IncusException} where the answer is not acceptable. */
    void validate(ApiRequest request, ApiResponse response);
}
