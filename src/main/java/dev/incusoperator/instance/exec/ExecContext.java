package dev.incusoperator.instance.exec;

import dev.incusoperator.api.v1alpha1.ExecEntry;
import dev.incusoperator.api.v1alpha1.ExecStatus;
import dev.incusoperator.api.v1alpha1.SecretKeyRef;
import dev.incusoperator.client.IncusClient;
import dev.incusoperator.client.model.InstanceRef;
import dev.incusoperator.client.model.ServerInfo;
import dev.incusoperator.host.Host;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where and for whom commands run.
 *
 * @param owner the UID of the resource: part of the mark by which a command is found in the guest
 * @param inside secrets that are in the instance though no command is given them: one may print them
 * @param journal writes these statuses into the resource now, guarded by its resourceVersion; throws where it changed
 */
public record ExecContext(
        String namespace,
        String owner,
        List<ExecEntry> entries,
        List<SecretKeyRef> inside,
        List<ExecStatus> statuses,
        Rerun rerun,
        InstanceRef instance,
        boolean virtualMachine,
        Host host,
        IncusClient client,
        ServerInfo server,
        Consumer<List<ExecStatus>> journal) {

    ExecEntry entryOf(ExecStatus status) {
        return entries.stream()
                .filter(entry -> entry.name().equals(status.name()))
                .findFirst()
                .orElseGet(() -> new ExecEntry(
                        status.name(), List.of(), null, null, null, null, null, null, null, null, null, null));
    }
}
