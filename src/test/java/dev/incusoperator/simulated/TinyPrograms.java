package dev.incusoperator.simulated;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The programs that {@link TinyShell} knows. */
final class TinyPrograms {
    private TinyPrograms() {}

    static CommandResult run(String name, CommandCall call) {
        List<String> arguments = call.command().subList(1, call.command().size());
        return switch (name) {
            case "true", ":", "sync", "mkdir", "chmod" -> CommandResult.exit(0);
            case "false" -> CommandResult.exit(1);
            case "echo" -> echo(arguments);
            case "printf" -> CommandResult.stdout(String.join("", arguments).replace("\\n", "\n"));
            case "pwd" -> CommandResult.stdout(call.workingDirectory() + "\n");
            case "id" -> id(call, arguments);
            case "seq" -> sequence(arguments);
            case "hostname" -> CommandResult.stdout(call.instance() + "\n");
            case "env" -> environment(call);
            case "kill" -> kill(arguments);
            case "sleep" -> sleep(arguments);
            case "cat" -> cat(arguments, call.guest());
            case "head" -> head(arguments);
            case "wc" -> wc(arguments, call.guest());
            case "ln" -> link(arguments, call.guest());
            case "touch" -> touch(arguments, call.guest());
            case "rm" -> remove(arguments, call.guest());
            case "test", "[" -> test(arguments, call.guest());
            default -> unknown(name, call.guest());
        };
    }

    static Duration seconds(String text) {
        try {
            return Duration.ofMillis((long) (Double.parseDouble(text.replaceFirst("s$", "")) * 1000));
        } catch (NumberFormatException e) {
            return text.equals("infinity") ? CommandResult.NEVER : Duration.ZERO;
        }
    }

    private static CommandResult echo(List<String> arguments) {
        boolean plain = !arguments.isEmpty() && arguments.get(0).equals("-n");
        return CommandResult.stdout(
                plain ? String.join(" ", arguments.subList(1, arguments.size())) : String.join(" ", arguments) + "\n");
    }

    private static CommandResult id(CommandCall call, List<String> arguments) {
        if (arguments.equals(List.of("-u"))) {
            return CommandResult.stdout(call.user() + "\n");
        }
        if (arguments.equals(List.of("-g"))) {
            return CommandResult.stdout(call.group() + "\n");
        }
        return CommandResult.stdout("uid=" + call.user() + " gid=" + call.group() + "\n");
    }

    private static CommandResult sequence(List<String> arguments) {
        int first = arguments.size() > 1 ? Integer.parseInt(arguments.get(0)) : 1;
        int last = Integer.parseInt(arguments.get(arguments.size() - 1));
        return CommandResult.stdout(IntStream.rangeClosed(first, last)
                .mapToObj(number -> number + "\n")
                .collect(Collectors.joining()));
    }

    private static CommandResult environment(CommandCall call) {
        return CommandResult.stdout(new TreeMap<>(call.environment())
                .entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
    }

    /** Of the shell itself only. */
    private static CommandResult kill(List<String> arguments) {
        boolean hard = arguments.contains("-9") || arguments.contains("-KILL");
        return CommandResult.exit(arguments.contains("$$") ? 128 + (hard ? 9 : 15) : 0);
    }

    private static CommandResult sleep(List<String> arguments) {
        return CommandResult.exit(0).lasting(arguments.isEmpty() ? Duration.ZERO : seconds(arguments.get(0)));
    }

    private static CommandResult cat(List<String> paths, CommandCall.GuestView guest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String path : paths) {
            Optional<byte[]> content = guest.read(path);
            if (content.isEmpty()) {
                return failure("cat: can't open '" + path + "': No such file or directory");
            }
            bytes.writeBytes(content.get());
        }
        return CommandResult.exit(0).withStdout(bytes.toByteArray());
    }

    /** {@code head -c N /dev/zero}: much output from few words. */
    private static CommandResult head(List<String> arguments) {
        if (arguments.size() == 3 && arguments.get(0).equals("-c")) {
            return CommandResult.exit(0).withStdout(new byte[Integer.parseInt(arguments.get(1))]);
        }
        return failure("head: only -c N FILE is known here");
    }

    private static CommandResult wc(List<String> arguments, CommandCall.GuestView guest) {
        String path = arguments.get(arguments.size() - 1);
        return guest.read(path)
                .map(content -> CommandResult.stdout(
                        new String(content, StandardCharsets.UTF_8).lines().count() + " " + path + "\n"))
                .orElseGet(() -> failure("wc: " + path + ": No such file or directory"));
    }

    /** {@code ln -s TARGET PATH}. */
    private static CommandResult link(List<String> arguments, CommandCall.GuestView guest) {
        if (arguments.size() == 3 && arguments.get(0).equals("-s")) {
            guest.link(arguments.get(1), arguments.get(2));
            return CommandResult.exit(0);
        }
        return failure("ln: only -s TARGET PATH is known here");
    }

    private static CommandResult touch(List<String> paths, CommandCall.GuestView guest) {
        paths.forEach(path -> guest.append(path, new byte[0]));
        return CommandResult.exit(0);
    }

    private static CommandResult remove(List<String> arguments, CommandCall.GuestView guest) {
        boolean all = arguments.stream()
                .filter(argument -> !argument.startsWith("-"))
                .map(guest::remove)
                .reduce(true, Boolean::logicalAnd);
        boolean forced = arguments.stream().anyMatch(argument -> argument.startsWith("-") && argument.contains("f"));
        return all || forced ? CommandResult.exit(0) : failure("rm: can't remove: No such file or directory");
    }

    private static CommandResult test(List<String> arguments, CommandCall.GuestView guest) {
        List<String> words =
                arguments.stream().filter(word -> !word.equals("]")).toList();
        boolean negated = !words.isEmpty() && words.get(0).equals("!");
        List<String> condition = negated ? words.subList(1, words.size()) : words;
        boolean holds = condition.size() == 2 && condition.get(0).startsWith("-")
                ? guest.read(condition.get(1)).isPresent()
                : condition.size() == 3 && condition.get(0).equals(condition.get(2));
        return CommandResult.exit(holds != negated ? 0 : 1);
    }

    private static CommandResult unknown(String name, CommandCall.GuestView guest) {
        boolean there = name.startsWith("/") && (guest.read(name).isPresent() || name.equals("/etc/passwd"));
        return CommandResult.exit(there ? CommandResult.NOT_EXECUTABLE : CommandResult.NOT_FOUND)
                .withStderr(("sh: " + name + (there ? ": Permission denied\n" : ": not found\n"))
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static CommandResult failure(String text) {
        return CommandResult.exit(1).withStderr((text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
