package dev.incusoperator.e2e;

import java.util.List;

/** The calls that a server has had from the operator; those of others, who come by the socket, are left out. */
interface CallLog extends AutoCloseable {
    /** How many there have been: for {@link #since}. */
    int mark();

    /** Those after that mark, such as {@code GET /1.0/instances/web?project=default}, all that were made before this is asked. */
    List<String> since(int mark);

    @Override
    void close();
}
