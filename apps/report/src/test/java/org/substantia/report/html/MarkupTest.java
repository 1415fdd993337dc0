package org.substantia.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkupTest {
    @Test
    void escapesTextAndAttributes() {
        String markup =
                new Markup().element("p", "<b>&\"'", "title", "\"><script>").toString();
        assertThat(markup).isEqualTo("<p title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt;&amp;&quot;&#39;</p>\n");
    }

    @Test
    void replacesCharactersThatXmlCannotHold() {
        assertThat(new Markup().element("p", "a\u0000b\u001Fc\uFFFFd").toString())
                .isEqualTo("<p>a\uFFFDb\uFFFDc\uFFFDd</p>\n");
    }

    @Test
    void refusesToEndWithOpenElements() {
        assertThatThrownBy(() -> new Markup().open("div").toString()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesCodeThatParsersReadDifferently() {
        assertThatThrownBy(() -> new Markup().code("script", "a < b")).isInstanceOf(IllegalArgumentException.class);
    }
}
