package org.substantia.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepositoryTest {
    @Test
    void findsTheTopFromAModule() {
        assertThat(Repository.root().resolve("core").resolve("base")).isDirectory();
        assertThat(Repository.root().getParent().resolve("pom.xml")).doesNotExist();
    }
}
