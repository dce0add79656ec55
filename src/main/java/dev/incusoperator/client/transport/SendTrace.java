package dev.incusoperator.client.transport;

import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Request;

/** Sees how far one call came, which decides what its failure means: not sent at all, or sent and never answered. */
final class SendTrace extends EventListener {
    private volatile boolean sent;
    private volatile boolean dialled;

    /** Whether anything of the request may have reached the server. */
    boolean sent() {
        return sent;
    }

    /** Whether it went over a connection left over from an earlier call, which the server may have closed meanwhile. */
    boolean reused() {
        return !dialled;
    }

    static EventListener of(Call call) {
        SendTrace trace = call.request().tag(SendTrace.class);
        return trace == null ? EventListener.NONE : trace;
    }

    static Request.Builder attach(Request.Builder request, SendTrace trace) {
        return request.tag(SendTrace.class, trace);
    }

    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
        dialled = true;
    }

    @Override
    public void requestHeadersStart(Call call) {
        sent = true;
    }
}
