package org.substantia.challenge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameKeyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "polyuaim",
                "Poly UAIM",
                "PοlyUAIM",
                "Рolyuaim",
                "Poly\u200bUAIM",
                "ＰolyUAIM",
                "Pólyuaim",
                "P0lyUA1M",
                "PolyUAlM",
                "\u202ePolyUAIM"
            })
    void whatLooksLikeAnotherTeamIsThatTeam(String copy) {
        assertThat(NameKey.of(copy)).isEqualTo(NameKey.of("PolyUAIM"));
    }

    @Test
    void namesOfOtherScriptsAreNames() {
        assertThat(NameKey.of("瑞金队")).isEqualTo("瑞金队").isNotEqualTo(NameKey.of("瑞金"));
        assertThat(NameKey.of(" \u200b.-")).isEmpty();
    }
}
