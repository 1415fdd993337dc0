package org.substantia.challenge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.model.Post;
import org.substantia.challenge.model.Question;

class QuestionsTest {
    @TempDir
    Path folder;

    @Test
    void postsOfOneMillisecondStayInTheOrderInWhichTheyWereWritten() {
        try (Fixture f = new Fixture(Database.sqliteUrl(folder))) {
            Account asker = account(f, f.person("ada", false));
            Account organizer = account(f, f.organizer);
            List<String> written =
                    IntStream.range(0, 12).mapToObj(i -> "post " + i).toList();
            // The clock stands still.
            Question question = f.store.questions().ask(asker, "In which order?", written.get(0));
            for (String body : written.subList(1, written.size())) {
                f.store.questions().answer(question.id(), organizer, body);
            }
            List<Post> posts = f.store.questions().posts(question.id());
            assertThat(posts).extracting(Post::body).isEqualTo(written);
            assertThat(posts).extracting(Post::at).doesNotHaveDuplicates().startsWith(f.clock.instant());
        }
    }

    private static Account account(Fixture f, String id) {
        return f.store.accounts().find(id).orElseThrow();
    }
}
