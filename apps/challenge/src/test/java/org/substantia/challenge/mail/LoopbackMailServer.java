package org.substantia.challenge.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of SMTP as it takes to be handed a letter, on this machine. */
final class LoopbackMailServer implements AutoCloseable {
    private final ServerSocket socket;
    private final List<String> letters = new CopyOnWriteArrayList<>();
    private final String refused;

    /**
     * @param port 0 for any
     * @param refused an address that it takes nothing for
     */
    LoopbackMailServer(int port, String refused) throws IOException {
        this.socket = new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
        this.refused = refused;
        Thread thread = new Thread(this::serve, "smtp");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** What was handed over: {@code MAIL} and {@code RCPT} lines, then the letter. */
    List<String> letters() {
        return letters;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                converse(connection);
            } catch (IOException e) {
                // The other side left, or this server was closed.
            }
        }
    }

    private void converse(Socket connection) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = connection.getOutputStream();
        StringBuilder letter = new StringBuilder();
        say(out, "220 loopback");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
            switch (verb) {
                case "EHLO" -> say(out, "250-loopback\r\n250 8BITMIME");
                case "MAIL" -> {
                    letter.setLength(0);
                    letter.append(line).append('\n');
                    say(out, "250 ok");
                }
                case "RCPT" -> {
                    letter.append(line).append('\n');
                    say(out, line.contains(refused) ? "550 nobody of this name" : "250 ok");
                }
                case "DATA" -> {
                    say(out, "354 go on");
                    for (String text = in.readLine(); !".".equals(text); text = in.readLine()) {
                        letter.append(text).append('\n');
                    }
                    letters.add(letter.toString());
                    say(out, "250 taken");
                }
                case "QUIT" -> {
                    say(out, "221 bye");
                    return;
                }
                default -> say(out, "250 ok");
            }
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
