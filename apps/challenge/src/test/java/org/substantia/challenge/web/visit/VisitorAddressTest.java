package org.substantia.challenge.web.visit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VisitorAddressTest {
    private static final Optional<InetAddress> NONE = Optional.empty();

    @Test
    void aProxyOnThisMachineTellsWhoAsks() {
        for (String here : List.of("127.0.0.1", "127.0.0.2", "::1", "[::1]", "0:0:0:0:0:0:0:1")) {
            assertThat(VisitorAddress.of(here, List.of("203.0.113.9"), NONE)).isEqualTo("203.0.113.9");
        }
        assertThat(VisitorAddress.of("127.0.0.1", List.of(), NONE)).isEqualTo("127.0.0.1");
        assertThat(VisitorAddress.of("127.0.0.1", List.of(" "), NONE)).isEqualTo("127.0.0.1");
    }

    @Test
    void whatTheProxyAddedCountsAndNotWhatItWasTold() {
        assertThat(VisitorAddress.of("127.0.0.1", List.of("198.51.100.1, 203.0.113.9"), NONE))
                .isEqualTo("203.0.113.9");
        assertThat(VisitorAddress.of("127.0.0.1", List.of("198.51.100.1", "203.0.113.9"), NONE))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void anotherMachineIsBelievedWhenItIsTheProxyAlone() throws UnknownHostException {
        Optional<InetAddress> proxy = Optional.of(InetAddress.getByName("192.0.2.7"));
        List<String> said = List.of("203.0.113.9");
        assertThat(VisitorAddress.of("192.0.2.7", said, proxy)).isEqualTo("203.0.113.9");
        assertThat(VisitorAddress.of("192.0.2.8", said, proxy)).isEqualTo("192.0.2.8");
        assertThat(VisitorAddress.of("192.0.2.7", said, NONE)).isEqualTo("192.0.2.7");
        assertThat(VisitorAddress.of("2001:db8::1", said, proxy)).isEqualTo("2001:db8::1");
    }
}
