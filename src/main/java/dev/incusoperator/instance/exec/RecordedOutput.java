package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.ExecEntry;
import dev.incusoperator.api.v1alpha1.ExecOutput;
import dev.incusoperator.client.IncusException;
import dev.incusoperator.client.model.LogTail;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.model.ServerInfo.Product;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/**
 * Reads and deletes what the host recorded of a command's output: the ends of it alone, whatever its size, and nothing but
 * what lies among the logs of this very instance.
 */
final class RecordedOutput {
    static final String WITHHELD = "its output is withheld: the values from Secrets that it may hold have more than "
            + KnownSecrets.MOST / 1024 + " KiB together, too many to look for, or the operator no longer knows them";

    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    private final ExecContext context;

    RecordedOutput(ExecContext context) {
        this.context = context;
    }

    /** @param note what is to be said of it, for a person */
    record Streams(ExecOutput stdout, ExecOutput stderr, Optional<String> note) {}

    private record Read(ExecOutput output, Optional<String> note) {}

    /** By the paths that the operation names; nothing where it names none (the command did not start). */
    Streams of(Operation operation, ExecEntry entry, KnownSecrets secrets) {
        return read(operation::outputPath, entry, secrets);
    }

    /** By the place where the product keeps it: for an operation that the server has forgotten. */
    Streams ofLost(String operation, ExecEntry entry, KnownSecrets secrets) {
        return read(fd -> path(operation, fd), entry, secrets);
    }

    void delete(String operation) {
        String project = context.instance().project();
        path(operation, STDOUT).ifPresent(path -> context.client().instances().deleteLog(project, path));
        path(operation, STDERR).ifPresent(path -> context.client().instances().deleteLog(project, path));
    }

    private Streams read(IntFunction<Optional<String>> paths, ExecEntry entry, KnownSecrets secrets) {
        Read stdout = read(paths.apply(STDOUT), entry, secrets);
        Read stderr = read(paths.apply(STDERR), entry, secrets);
        return new Streams(stdout.output(), stderr.output(), stdout.note().or(stderr::note));
    }

    private Read read(Optional<String> path, ExecEntry entry, KnownSecrets secrets) {
        if (path.filter(isOfThisInstance().asMatchPredicate()).isEmpty()) {
            return new Read(
                    OutputTail.NOTHING, path.map(other -> "the host names no log of this instance as its output"));
        }
        try {
            return secrets.tooMuch() ? withheld(path.get()) : shown(path.get(), entry, new Redactor(secrets.values()));
        } catch (IncusException.NotTrusted refused) {
            return new Read(OutputTail.NOTHING, unreadable(refused));
        } catch (IncusException.ApiError refused) {
            if (refused.retryable() || refused.code() == 408) {
                throw refused;
            }
            return new Read(OutputTail.NOTHING, unreadable(refused));
        }
    }

    private Read shown(String path, ExecEntry entry, Redactor redactor) {
        OutputTail tail = new OutputTail(entry.outputLimitOrDefault(), redactor);
        return new Read(log(path, tail.bytesToRead()).map(tail::of).orElse(OutputTail.NOTHING), Optional.empty());
    }

    private Read withheld(String path) {
        long bytes = log(path, 1).map(LogTail::total).orElse(0L);
        return new Read(
                new ExecOutput("", bytes, bytes > 0), Optional.of(WITHHELD).filter(note -> bytes > 0));
    }

    private Optional<LogTail> log(String path, int bytes) {
        return context.client().instances().logTail(context.instance().project(), path, bytes);
    }

    private static Optional<String> unreadable(IncusException why) {
        return Optional.of("its output cannot be read: " + why.getMessage());
    }

    /** What a server calls the log of a command. */
    private Pattern isOfThisInstance() {
        return Pattern.compile("/1\\.0/(instances|containers)/"
                + Pattern.quote(context.instance().name())
                + "/logs/(exec-output/)?exec_[A-Za-z0-9_-]{1,64}\\.std(out|err)");
    }

    /** None of what cannot be the id of an operation: a status may have been written by anybody. */
    private Optional<String> path(String operation, int fd) {
        String folder = context.server().product() == Product.INCUS ? "logs/exec-output" : "logs";
        return Optional.of(operation)
                .filter(Operation::isId)
                .map(id -> "/1.0/instances/" + context.instance().name() + "/" + folder + "/exec_" + id
                        + (fd == STDOUT ? ".stdout" : ".stderr"));
    }
}
