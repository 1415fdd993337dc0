package org.substantia.challenge.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.substantia.challenge.model.Post;
import org.substantia.challenge.model.Question;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.store.Questions;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.Form;
import org.substantia.challenge.web.page.Form.Field;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/**
 * Questions and answers. A public page names teams, never people: who is in no team is a participant, and organizers
 * are organizers.
 */
final class QuestionPages {
    private static final int MAX_TITLE = 200;

    private QuestionPages() {}

    static List<Route> routes() {
        return List.of(
                Route.get("/questions", Access.PUBLIC, QuestionPages::list),
                Route.post("/questions", Access.ACCOUNT, QuestionPages::ask),
                Route.get("/questions/{question}", Access.PUBLIC, QuestionPages::question),
                Route.post("/questions/{question}/posts", Access.ACCOUNT, QuestionPages::answer),
                Route.post("/submissions/{id}/posts", Access.MEMBER, QuestionPages::write),
                Route.post("/admin/questions/{question}/visibility", Access.ORGANIZER, QuestionPages::visibility));
    }

    private static void list(Visit visit) {
        List<List<Cell>> rows = new ArrayList<>();
        for (Questions.Entry entry : visit.store().questions().open()) {
            if (entry.hidden() && !visit.isOrganizer()) {
                continue;
            }
            rows.add(List.of(
                    Cell.link(title(visit, entry.title(), entry.hidden()), "/questions/" + entry.id()),
                    Cell.of(visit.times().brief(entry.at())),
                    Cell.of(entry.answers()),
                    Cell.of(visit.t().get(entry.byOrganizers() ? "layout.yes" : "layout.no"))));
        }
        List<Section> sections = new ArrayList<>();
        if (rows.isEmpty()) {
            sections.add(new Section.Text(visit.t().get("layout.empty")));
        } else {
            sections.add(Section.Table.of(
                    visit.t().get("menu.questions"),
                    List.of(
                            visit.t().get("field.subject"),
                            visit.t().get("column.date"),
                            visit.t().get("question.answers"),
                            visit.t().get("question.by-organizers")),
                    rows));
        }
        if (visit.visitor().isPresent()) {
            sections.add(new Section.Folded(Form.of(
                    "/questions",
                    visit.t().get("question.ask"),
                    Field.text("title", visit.t().get("field.subject"), true),
                    Field.area("body", visit.t().get("field.body"), true)
                            .help(visit.t().get("question.public")))));
        } else {
            sections.add(new Section.Text(visit.t().get("question.sign-in")));
        }
        visit.show(visit.t().get("menu.questions"), sections);
    }

    private static String title(Visit visit, String title, boolean hidden) {
        return (title.isEmpty() ? visit.t().get("question.erased") : title) + (hidden ? " *" : "");
    }

    private static Question readable(Visit visit) {
        return visit.store()
                .questions()
                .find(visit.path("question"))
                .filter(q -> q.submission().isEmpty() && (!q.hidden() || visit.isOrganizer()))
                .orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
    }

    private static void question(Visit visit) {
        Question question = readable(visit);
        List<Section> sections = new ArrayList<>();
        posts(visit, question, sections);
        if (visit.visitor().isPresent() && !question.hidden()) {
            sections.add(new Section.Fill(Form.of(
                    "/questions/" + question.id() + "/posts",
                    visit.t().get("question.answer"),
                    Field.area("body", visit.t().get("field.body"), true)
                            .help(visit.t().get("question.public")))));
        }
        if (visit.isOrganizer()) {
            sections.add(new Section.Fill(Form.button(
                    "/admin/questions/" + question.id() + "/visibility",
                    visit.t().get(question.hidden() ? "admin.show" : "admin.hide"),
                    Field.hidden("hidden", question.hidden() ? "" : "1"),
                    Field.text("reason", visit.t().get("field.reason"), true))));
        }
        sections.add(new Section.Links(List.of(Cell.link(visit.t().get("menu.questions"), "/questions"))));
        visit.show(title(visit, question.title(), question.hidden()), sections);
    }

    private static void posts(Visit visit, Question question, List<Section> sections) {
        for (Post post : visit.store().questions().posts(question.id())) {
            String writer = post.organizer()
                    ? visit.t().get("question.organizer")
                    : post.team().isEmpty() ? visit.t().get("question.participant") : post.team();
            sections.add(new Section.Subheading(writer + " · " + visit.times().brief(post.at())));
            sections.add(new Section.Text(post.body().isEmpty() ? visit.t().get("question.erased") : post.body()));
        }
    }

    /** The thread of a submission, and the form to write to it. */
    static void ofSubmission(Visit visit, Submission submission, List<Section> sections) {
        Optional<Question> thread = visit.store().questions().ofSubmission(submission.id());
        thread.ifPresent(question -> {
            sections.add(new Section.Heading(visit.t().get("question.thread")));
            posts(visit, question, sections);
        });
        sections.add(new Section.Folded(Form.of(
                "/submissions/" + submission.id() + "/posts",
                visit.t().get(visit.isOrganizer() ? "question.to-team" : "question.to-organizers"),
                Field.area("body", visit.t().get("field.body"), true))));
    }

    private static String body(Visit visit) {
        String body = visit.field("body");
        if (body.isEmpty()) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        return body;
    }

    private static void ask(Visit visit) {
        Question asked = visit.store().questions().ask(visit.account(), visit.line("title", MAX_TITLE), body(visit));
        visit.redirect("/questions/" + asked.id());
    }

    private static void answer(Visit visit) {
        Question question = readable(visit);
        visit.store().questions().answer(question.id(), visit.account(), body(visit));
        visit.redirect("/questions/" + question.id());
    }

    private static void write(Visit visit) {
        Submission submission = SubmissionPages.own(visit, visit.path("id"));
        visit.store().questions().write(submission, visit.account(), body(visit));
        visit.redirect("/submissions/" + submission.id());
    }

    private static void visibility(Visit visit) {
        String question = visit.path("question");
        visit.store()
                .questions()
                .setHidden(
                        question,
                        visit.field("hidden").equals("1"),
                        visit.field("reason"),
                        visit.account().id());
        visit.redirect("/questions/" + question);
    }
}
