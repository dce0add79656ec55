package dev.incusoperator.simulated;

/** What an instance may be called (trap 19). */
final class Names {
    private Names() {}

    static void check(String name, boolean leadingDigitAllowed) {
        String problem = problem(name, leadingDigitAllowed);
        if (!problem.isEmpty()) {
            throw new Refusal(400, "Invalid instance name: " + problem);
        }
    }

    private static String problem(String name, boolean leadingDigitAllowed) {
        if (name.isEmpty() || name.length() > 63) {
            return "Name must be 1-63 characters long";
        }
        if (name.startsWith("-")) {
            return "Name must not start with \"-\" character";
        }
        if (!leadingDigitAllowed && Character.isDigit(name.charAt(0))) {
            return "Name must not start with a number";
        }
        if (name.endsWith("-")) {
            return "Name must not end with \"-\" character";
        }
        return name.matches("[A-Za-z0-9-]*") ? "" : "Name can only contain alphanumeric and hyphen characters";
    }
}
