package dev.incusoperator.simulated;

import java.util.Optional;

/**
 * Plays commands in place of a guest's own programs. It is called once for each command that is really run, under the host's
 * lock: it must not block, and it may not call the host.
 */
@FunctionalInterface
public interface CommandInterpreter {
    /** Empty where it does not know the command: the next one is asked, and at last {@link TinyShell}. */
    Optional<CommandResult> run(CommandCall call);
}
