package dev.incusoperator.deploy;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What an account may do, held against what it did. A right that it has everywhere is used only by what it does outside of its
 * own namespace: otherwise that one would do.
 *
 * @param neverUsed rights that it has for nothing
 * @param refused what it asked for and may not do
 */
public record RightsBalance(List<Grant> neverUsed, List<Use> refused) {
    /** @param home the account's own namespace */
    public static RightsBalance of(Set<Grant> grants, Collection<Use> uses, String home) {
        List<Grant> neverUsed = grants.stream()
                .filter(grant -> uses.stream().noneMatch(use -> needs(use, grant, home)))
                .toList();
        List<Use> refused =
                uses.stream().filter(use -> !use.allowed()).distinct().toList();
        return new RightsBalance(neverUsed, refused);
    }

    private static boolean needs(Use use, Grant grant, String home) {
        boolean there = grant.everywhere()
                ? !use.namespace().equals(home)
                : use.namespace().equals(grant.namespace());
        return there && use.allowed() && use.right().equals(grant.right());
    }
}
