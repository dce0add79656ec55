package dev.incusoperator.simulated;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Enough of a shell for tests: {@code sh -c} with {@code ;}, {@code &&}, {@code ||}, redirections and variables, and the
 * programs of {@link TinyPrograms}. What it does to files it does when the command starts; only its end waits for its
 * duration. A script that looks through {@code /proc/…/environ} and kills ends the commands whose environment has one of
 * the script's own words in it, as such a script does in a real guest.
 */
final class TinyShell implements CommandInterpreter {
    private static final int DEPTH = 8;
    private static final Pattern KILL = Pattern.compile("kill\\s+(-9|-KILL|-s\\s*(9|KILL))");

    @Override
    public Optional<CommandResult> run(CommandCall call) {
        return Optional.of(program(call, DEPTH));
    }

    private CommandResult program(CommandCall call, int depth) {
        List<String> command = call.command();
        if (command.isEmpty() || depth == 0) {
            return CommandResult.exit(CommandResult.NOT_FOUND);
        }
        String name = baseName(command.get(0));
        if (name.equals("sh") && command.size() > 2 && command.get(1).endsWith("c")) {
            return script(call, command.get(2), command.subList(3, command.size()), depth);
        }
        if (name.equals("timeout") && command.size() > 2) {
            return limited(call, depth);
        }
        return TinyPrograms.run(name, call);
    }

    private static String baseName(String program) {
        String directory = program.substring(0, program.lastIndexOf('/') + 1);
        return List.of("", "/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/").contains(directory)
                ? program.substring(directory.length())
                : program;
    }

    private CommandResult limited(CommandCall call, int depth) {
        List<String> command = call.command();
        CommandResult result = program(call.with(command.subList(2, command.size())), depth - 1);
        Duration limit = TinyPrograms.seconds(command.get(1));
        return result.duration().compareTo(limit) <= 0
                ? result
                : result.lasting(limit).withExit(143);
    }

    private CommandResult script(CommandCall call, String script, List<String> arguments, int depth) {
        if (script.contains("/environ") && script.contains("kill")) {
            return killByEnvironment(call, script, arguments);
        }
        Map<String, String> variables = new HashMap<>(call.environment());
        for (int i = 0; i < arguments.size(); i++) {
            variables.put(String.valueOf(i), arguments.get(i));
        }
        CommandResult total = CommandResult.exit(0);
        List<ShellWords.Token> tokens =
                ShellWords.of(script, variables, inner -> text(script(call, inner, arguments, depth - 1)));
        for (Step step : steps(tokens)) {
            boolean skipped = step.after().equals("&&") && total.exitCode() != 0
                    || step.after().equals("||") && total.exitCode() == 0;
            if (skipped || step.words().isEmpty()) {
                continue;
            }
            if (step.words().get(0).equals("exit")) {
                return total.withExit(
                        step.words().size() > 1 ? Integer.parseInt(step.words().get(1)) : total.exitCode());
            }
            total = total.then(step.redirect(program(call.with(step.words()), depth - 1), call.guest()));
        }
        return total;
    }

    private static String text(CommandResult result) {
        return new String(result.stdout(), StandardCharsets.UTF_8);
    }

    private static CommandResult killByEnvironment(CommandCall call, String script, List<String> arguments) {
        int signal = KILL.matcher(script).find() ? 9 : 15;
        List<String> words = new ArrayList<>(List.of(script.split("[\\s'\"=;|*]+")));
        words.addAll(arguments);
        words.addAll(call.environment().values());
        int killed = words.stream()
                .filter(word -> word.length() >= 8 && !word.startsWith("/proc"))
                .distinct()
                .mapToInt(word -> call.guest().killWithEnvironment(word, signal))
                .sum();
        return CommandResult.exit(killed > 0 ? 0 : 1);
    }

    private static List<Step> steps(List<ShellWords.Token> tokens) {
        List<Step> steps = new ArrayList<>();
        Step step = new Step("");
        for (ShellWords.Token token : tokens) {
            if (token.operator() && List.of(";", "&&", "||").contains(token.text())) {
                steps.add(step);
                step = new Step(token.text());
            } else {
                step.take(token);
            }
        }
        steps.add(step);
        return steps;
    }

    /** One command of a script: its words, where its output goes, and on what it hangs. */
    private static final class Step {
        private final String after;
        private final List<String> words = new ArrayList<>();
        private final Map<String, String> targets = new HashMap<>();
        private String redirecting = "";

        private Step(String after) {
            this.after = after;
        }

        private String after() {
            return after;
        }

        private List<String> words() {
            return words;
        }

        private void take(ShellWords.Token token) {
            if (token.operator()) {
                if (token.text().contains("&")) {
                    targets.put(token.text(), "");
                } else {
                    redirecting = token.text();
                }
            } else if (redirecting.isEmpty()) {
                words.add(token.text());
            } else {
                targets.put(redirecting, token.text());
                redirecting = "";
            }
        }

        private CommandResult redirect(CommandResult result, CommandCall.GuestView guest) {
            CommandResult redirected = result;
            if (targets.containsKey("2>&1")) {
                redirected = redirected
                        .withStdout(concat(redirected.stdout(), redirected.stderr()))
                        .withStderr(new byte[0]);
            }
            if (targets.containsKey(">&2") || targets.containsKey("1>&2")) {
                redirected = redirected
                        .withStderr(concat(redirected.stderr(), redirected.stdout()))
                        .withStdout(new byte[0]);
            }
            if (targets.containsKey("2>")) {
                guest.write(targets.get("2>"), redirected.stderr());
                redirected = redirected.withStderr(new byte[0]);
            }
            if (targets.containsKey(">")) {
                guest.write(targets.get(">"), redirected.stdout());
                redirected = redirected.withStdout(new byte[0]);
            }
            if (targets.containsKey(">>")) {
                guest.append(targets.get(">>"), redirected.stdout());
                redirected = redirected.withStdout(new byte[0]);
            }
            return redirected;
        }

        private static byte[] concat(byte[] first, byte[] second) {
            return (new String(first, StandardCharsets.ISO_8859_1) + new String(second, StandardCharsets.ISO_8859_1))
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
