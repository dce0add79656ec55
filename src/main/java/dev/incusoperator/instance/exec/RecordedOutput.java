package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.ExecEntry;
import dev.incusoperator.api.v1alpha1.ExecOutput;
import dev.incusoperator.client.model.Operation;
import dev.incusoperator.client.model.ServerInfo.Product;
import java.util.Optional;

/** Reads and deletes what the host recorded of a command's output: the ends of it alone, whatever its size. */
final class RecordedOutput {
    private final ExecContext context;

    RecordedOutput(ExecContext context) {
        this.context = context;
    }

    /** By the path that the operation names; nothing where it names none (the command did not start). */
    ExecOutput read(Operation operation, int fd, ExecEntry entry, Redactor redactor) {
        return operation.outputPath(fd).map(path -> read(path, entry, redactor)).orElse(OutputTail.NOTHING);
    }

    /** By the place where the product keeps it: for an operation that the server has forgotten. */
    ExecOutput readLost(String operation, int fd, ExecEntry entry, Redactor redactor) {
        return read(path(operation, fd), entry, redactor);
    }

    void delete(String operation) {
        String project = context.instance().project();
        context.client().instances().deleteLog(project, path(operation, 1));
        context.client().instances().deleteLog(project, path(operation, 2));
    }

    private ExecOutput read(String path, ExecEntry entry, Redactor redactor) {
        OutputTail tail = new OutputTail(entry.outputLimitOrDefault(), redactor);
        return Optional.of(path)
                .flatMap(p ->
                        context.client().instances().logTail(context.instance().project(), p, tail.bytesToRead()))
                .map(tail::of)
                .orElse(OutputTail.NOTHING);
    }

    private String path(String operation, int fd) {
        String folder = context.server().product() == Product.INCUS ? "logs/exec-output" : "logs";
        return "/1.0/instances/" + context.instance().name() + "/" + folder + "/exec_" + operation
                + (fd == 1 ? ".stdout" : ".stderr");
    }
}
