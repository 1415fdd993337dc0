package org.substantia.challenge.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.viewer.Request;
import org.substantia.viewer.Response;

class CaseViewPagesTest {
    @Test
    void aCaseThatDoesNotFitIntoMemoryIsRefused() {
        assertThatThrownBy(() -> CaseViewPages.inMemory(() -> {
                    throw new OutOfMemoryError("Java heap space");
                }))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MEMORY_SHORT));
        assertThat(WebServer.status(Reason.MEMORY_SHORT).getCode()).isEqualTo(503);
    }

    @Test
    void whatIsNoRequestIsRefused() throws Exception {
        assertThatThrownBy(() -> CaseViewPages.inMemory(() -> {
                    throw new IllegalArgumentException("part");
                }))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_INPUT));
        Response response = new Response(200, "text/plain", false, Request.Body.NONE);
        assertThat(CaseViewPages.inMemory(() -> response)).isEqualTo(response);
    }
}
