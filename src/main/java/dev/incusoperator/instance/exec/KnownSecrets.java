package dev.incusoperator.instance.exec;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The secret values that an output may hold. Looking for each of their lines takes time, so there is a bound on all of them
 * together; where they are more, none is kept, and an output is not to be shown.
 */
record KnownSecrets(Set<String> values, boolean tooMuch) {
    /** In characters, of all values of one command together. */
    static final int MOST = 64 * 1024;

    static final KnownSecrets NONE = new KnownSecrets(Set.of(), false);

    /** There were some that are not known any more. */
    static final KnownSecrets DROPPED = new KnownSecrets(Set.of(), true);

    static KnownSecrets of(Collection<String> values) {
        Set<String> different = new LinkedHashSet<>(values);
        long characters = different.stream().mapToLong(String::length).sum();
        return characters > MOST ? new KnownSecrets(Set.of(), true) : new KnownSecrets(Set.copyOf(different), false);
    }

    KnownSecrets and(KnownSecrets others) {
        if (tooMuch || others.tooMuch) {
            return new KnownSecrets(Set.of(), true);
        }
        Set<String> all = new LinkedHashSet<>(values);
        all.addAll(others.values);
        return of(all);
    }

    int characters() {
        return values.stream().mapToInt(String::length).sum();
    }

    @Override
    public String toString() {
        return values.size() + " secret values";
    }
}
