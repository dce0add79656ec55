package dev.incusoperator.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;

/** One that is not understood, for it is encrypted: it is troubled piece by piece, as the pieces come. */
final class ByteLine extends Line {
    private static final int LARGEST_PIECE = 8192;
    private static final byte[] NOTHING = {};

    ByteLine(Wire wire, Socket client, Socket server) {
        super(wire, client, server);
    }

    @Override
    void passUp() throws IOException {
        pass(client().getInputStream(), server().getOutputStream());
    }

    @Override
    void passDown() throws IOException {
        pass(server().getInputStream(), client().getOutputStream());
    }

    private void pass(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[LARGEST_PIECE];
        boolean goesOn = true;
        while (goesOn) {
            int read = in.read(buffer);
            goesOn = read >= 0
                    && new Parcel(NOTHING, Arrays.copyOf(buffer, read))
                            .pass(out, wire().trouble().onBytes(wire().side()));
        }
    }
}
