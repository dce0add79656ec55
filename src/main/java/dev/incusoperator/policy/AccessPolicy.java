package dev.incusoperator.policy;

import dev.incusoperator.api.v1alpha1.AccessRule;
import java.util.List;

/** Default deny: one rule must cover the whole of a request. Pure. */
public final class AccessPolicy {

    public AccessDecision decide(AccessRequest request, List<AccessRule> rules) {
        throw new UnsupportedOperationException();
    }
}
