package dev.incusoperator.client;

import dev.incusoperator.client.model.Profile;
import dev.incusoperator.client.model.ServerInfo;
import java.util.List;

/** Calls about the server itself. */
public interface ServerCalls {
    /** {@code GET /1.0}. Answers an untrusted client too: look at {@link ServerInfo#trusted()}. */
    ServerInfo get();

    /** Whether the project answers 200 (so an instance's 404 in it means that the instance is gone). */
    boolean projectExists(String project);

    /** The profiles of a project, with their config and devices. */
    List<Profile> profiles(String project);
}
