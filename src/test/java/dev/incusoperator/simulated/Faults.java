package dev.incusoperator.simulated;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What is to go wrong. Guarded by the host's lock. */
final class Faults {
    private final List<FaultRule> rules = new ArrayList<>();
    private final Set<String> deadMembers = new HashSet<>();
    private final Set<String> evacuatedMembers = new HashSet<>();
    private boolean diskFull;
    private boolean waitsAnswerAtOnce;
    private boolean unknownFields;
    private final Map<Pattern, String> failing = new LinkedHashMap<>();

    void add(FaultRule rule) {
        rules.add(rule);
    }

    void clear() {
        rules.clear();
        deadMembers.clear();
        evacuatedMembers.clear();
        diskFull = false;
        waitsAnswerAtOnce = false;
        unknownFields = false;
        failing.clear();
    }

    /** Operations of that description fail, and what they did is undone, as the real daemon does it. */
    void failing(String description, String error) {
        failing.put(Pattern.compile(description), error);
    }

    /** The error of an operation of that description, if it is to fail. */
    Optional<String> failure(String description) {
        return failing.entrySet().stream()
                .filter(each -> each.getKey().matcher(description).matches())
                .map(Map.Entry::getValue)
                .findFirst();
    }

    boolean unknownFields() {
        return unknownFields;
    }

    void unknownFields(boolean value) {
        this.unknownFields = value;
    }

    /** The first rule that fits this call; it is used up by one. */
    Optional<Fault> take(String method, String path) {
        Iterator<FaultRule> all = rules.iterator();
        while (all.hasNext()) {
            FaultRule rule = all.next();
            if (rule.fits(method, path)) {
                if (rule.useUp()) {
                    all.remove();
                }
                return Optional.of(rule.fault());
            }
        }
        return Optional.empty();
    }

    boolean diskFull() {
        return diskFull;
    }

    void diskFull(boolean value) {
        this.diskFull = value;
    }

    boolean waitsAnswerAtOnce() {
        return waitsAnswerAtOnce;
    }

    void waitsAnswerAtOnce(boolean value) {
        this.waitsAnswerAtOnce = value;
    }

    boolean dead(String member) {
        return deadMembers.contains(member);
    }

    boolean evacuated(String member) {
        return evacuatedMembers.contains(member);
    }

    void evacuated(String member, boolean evacuated) {
        if (evacuated) {
            evacuatedMembers.add(member);
        } else {
            evacuatedMembers.remove(member);
        }
    }

    void dead(String member, boolean dead) {
        if (dead) {
            deadMembers.add(member);
        } else {
            deadMembers.remove(member);
        }
    }
}
