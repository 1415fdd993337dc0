package org.substantia.challenge.web.visit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/** Where a request comes from, be it through a proxy. */
final class VisitorAddress {
    private VisitorAddress() {}

    /**
     * The address that limits count by. A proxy on this machine, or the one that was named, says who asked it; what
     * anybody else says of itself counts for nothing.
     *
     * @param peer who is connected, an address in digits
     * @param forwarded the values of X-Forwarded-For as they came; a proxy adds to the end
     * @param proxy a proxy on another machine
     */
    static String of(String peer, List<String> forwarded, Optional<InetAddress> proxy) {
        if (forwarded.isEmpty() || !isProxy(peer, proxy)) {
            return peer;
        }
        String last = forwarded.get(forwarded.size() - 1);
        String client = last.substring(last.lastIndexOf(',') + 1).strip();
        return client.isEmpty() ? peer : client;
    }

    private static boolean isProxy(String peer, Optional<InetAddress> proxy) {
        try {
            InetAddress address = InetAddress.getByName(peer);
            return address.isLoopbackAddress() || proxy.filter(address::equals).isPresent();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
