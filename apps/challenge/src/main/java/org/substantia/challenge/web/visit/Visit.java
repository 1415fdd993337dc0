package org.substantia.challenge.web.visit;

import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.model.Member;
import org.substantia.challenge.model.Phase;
import org.substantia.challenge.model.Submission;
import org.substantia.challenge.model.Team;
import org.substantia.challenge.rules.Disclosure;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.store.Store;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.MessageText;
import org.substantia.challenge.web.page.Page;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.page.Texts;
import org.substantia.challenge.web.page.Times;

/** One request: who makes it, in which language, and the answer. */
public final class Visit {
    /** Characters that a field of a form may hold. */
    public static final int MAX_TEXT = 20_000;

    private final Platform platform;
    private final TemplateEngine templates;
    private final Context context;
    private final Optional<Account> account;
    private final String csrf;
    private final Texts texts;
    private final Times times;

    public Visit(
            Platform platform,
            TemplateEngine templates,
            Context context,
            Optional<Account> account,
            String csrf,
            String locale) {
        this.platform = platform;
        this.templates = templates;
        this.context = context;
        this.account = account;
        this.csrf = csrf;
        this.texts = Texts.of(locale);
        this.times = Times.in(account.map(Account::zone).orElse("UTC"));
    }

    public Platform platform() {
        return platform;
    }

    public Store store() {
        return platform.store();
    }

    public Context context() {
        return context;
    }

    /** The visitor's address, also behind a proxy. */
    public String address() {
        return VisitorAddress.of(
                context.ip(), Collections.list(context.req().getHeaders("X-Forwarded-For")), platform.proxy());
    }

    public Texts t() {
        return texts;
    }

    public Times times() {
        return times;
    }

    public Instant now() {
        return store().clock().instant();
    }

    public Optional<Account> visitor() {
        return account;
    }

    /** Who signed in; the route's access makes sure that someone did. */
    public Account account() {
        return account.orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
    }

    public boolean isOrganizer() {
        return account.filter(Account::organizer).isPresent();
    }

    public Optional<Member> membership() {
        return account.flatMap(a -> store().teams().memberOf(a.id()));
    }

    /** @throws RefusedException if the person is in no team */
    public Team team() {
        return membership()
                .flatMap(m -> store().teams().find(m.team()))
                .orElseThrow(() -> new RefusedException(Reason.NO_TEAM));
    }

    /** What this visitor may see of a phase's results. */
    public Disclosure disclosure(Phase phase) {
        return isOrganizer()
                ? Disclosure.everything()
                : Disclosure.of(phase, store().phases().schedule(phase.slug()), now());
    }

    public Phase phase(String slug) {
        return store().phases().find(slug).orElseThrow(() -> new RefusedException(Reason.NOT_FOUND));
    }

    public String path(String name) {
        return context.pathParam(name);
    }

    /** A field of the form, without blanks around it; empty when it is not there. */
    public String field(String name) {
        String value = context.formParam(name);
        if (value == null) {
            return "";
        }
        if (value.length() > MAX_TEXT) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        return value.strip();
    }

    /** @throws RefusedException if the field is empty, longer than it may be, or holds control characters */
    public String line(String name, int max) {
        String value = field(name);
        if (value.isEmpty() || value.length() > max || value.chars().anyMatch(Character::isISOControl)) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        return value;
    }

    public void show(String title, List<Section> sections) {
        show(HttpStatus.OK, title, "", sections);
    }

    public void show(HttpStatus status, String title, String events, List<Section> sections) {
        Page page = new Page(
                texts,
                platform.content().title().in(texts.locale()),
                title,
                context.path(),
                menu(),
                personal(),
                store().statusLine(),
                times.full(now()),
                now().toString(),
                csrf,
                events,
                sections);
        StringOutput output = new StringOutput();
        templates.render("page.jte", page, output);
        context.status(status).html(output.toString());
    }

    private List<Cell> menu() {
        List<Cell> menu = new ArrayList<>();
        for (String name :
                List.of("tasks", "data", "schedule", "rules", "submit", "leaderboard", "news", "questions", "about")) {
            menu.add(Cell.link(texts.get("menu." + name), "/" + name));
        }
        return menu;
    }

    private List<Cell> personal() {
        if (account.isEmpty()) {
            return List.of(
                    Cell.link(texts.get("menu.sign-in"), "/sign-in"),
                    Cell.link(texts.get("menu.register"), "/register"));
        }
        List<Cell> personal = new ArrayList<>();
        if (isOrganizer()) {
            personal.add(Cell.link(texts.get("menu.admin"), "/admin"));
        }
        int unread = store().messages().unread(account.get().id());
        personal.add(Cell.link(texts.get("menu.team"), "/team"));
        personal.add(Cell.link(texts.get("menu.submissions"), "/submissions"));
        personal.add(Cell.link(texts.get("menu.inbox") + (unread == 0 ? "" : " (" + unread + ")"), "/inbox"));
        personal.add(Cell.link(texts.get("menu.account"), "/account"));
        return personal;
    }

    /** The title of a phase in the visitor's language. */
    public String title(Phase phase) {
        return platform.content().phaseTitle(phase.slug(), texts.locale());
    }

    /** A submission as people call it: its phase and its number there. */
    public String title(Submission submission) {
        return MessageText.title(texts, platform.content(), submission);
    }

    /** Goes on to another page of ours. */
    public void redirect(String path) {
        context.redirect(path, HttpStatus.SEE_OTHER);
    }
}
