package org.substantia.challenge.web;

import io.javalin.http.HttpStatus;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.substantia.challenge.json.Json;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.model.Message;
import org.substantia.challenge.rules.RefusedException;
import org.substantia.challenge.rules.RefusedException.Reason;
import org.substantia.challenge.store.Accounts;
import org.substantia.challenge.web.page.Cell;
import org.substantia.challenge.web.page.Form;
import org.substantia.challenge.web.page.Form.Field;
import org.substantia.challenge.web.page.MessageText;
import org.substantia.challenge.web.page.Section;
import org.substantia.challenge.web.visit.Access;
import org.substantia.challenge.web.visit.LetterLimits;
import org.substantia.challenge.web.visit.Platform;
import org.substantia.challenge.web.visit.RateLimit;
import org.substantia.challenge.web.visit.Route;
import org.substantia.challenge.web.visit.Visit;

/** Accounts: register, confirm, sign in and out, password, tokens, inbox, erasure. */
final class PeoplePages {
    private static final int MAX_NAME = 100;

    private final Guard guard;
    private final RateLimit signIns;
    private final RateLimit registrations;

    PeoplePages(Platform platform, Guard guard) {
        this.guard = guard;
        this.signIns = new RateLimit(10, Duration.ofMinutes(1), platform.store().clock());
        this.registrations =
                new RateLimit(20, Duration.ofHours(1), platform.store().clock());
    }

    List<Route> routes() {
        return List.of(
                Route.get("/register", Access.PUBLIC, PeoplePages::registerPage),
                Route.post("/register", Access.PUBLIC, this::register),
                Route.get("/sign-in", Access.PUBLIC, PeoplePages::signInPage),
                Route.post("/sign-in", Access.PUBLIC, this::signIn),
                Route.post("/sign-out", Access.ACCOUNT, this::signOut),
                Route.get("/confirm/{token}", Access.PUBLIC, PeoplePages::confirmPage),
                Route.post("/confirm/{token}", Access.PUBLIC, PeoplePages::confirm),
                Route.post("/account/code", Access.ACCOUNT, this::code),
                Route.post("/account/confirmation", Access.ACCOUNT, PeoplePages::sendAgain),
                Route.get("/reset-password", Access.PUBLIC, PeoplePages::forgottenPage),
                Route.post("/reset-password", Access.PUBLIC, this::forgotten),
                Route.get("/reset-password/{token}", Access.PUBLIC, PeoplePages::resetPage),
                Route.post("/reset-password/{token}", Access.PUBLIC, PeoplePages::reset),
                Route.get("/account", Access.ACCOUNT, PeoplePages::account),
                Route.post("/account/settings", Access.ACCOUNT, PeoplePages::settings),
                Route.post("/account/password", Access.ACCOUNT, this::password),
                Route.post("/account/tokens", Access.ACCOUNT, PeoplePages::token),
                Route.post("/account/tokens/revocation", Access.ACCOUNT, PeoplePages::revoke),
                Route.post("/account/erasure", Access.ACCOUNT, this::erase),
                Route.get("/account/export", Access.ACCOUNT, PeoplePages::export),
                Route.get("/inbox", Access.ACCOUNT, PeoplePages::inbox),
                Route.post("/inbox/read", Access.ACCOUNT, PeoplePages::read));
    }

    private static void registerPage(Visit visit) {
        visit.show(
                visit.t().get("menu.register"),
                List.of(new Section.Fill(Form.of(
                        "/register",
                        visit.t().get("menu.register"),
                        Field.email("email", visit.t().get("field.email")),
                        Field.text("name", visit.t().get("field.name"), true).autocomplete("name"),
                        Field.text("affiliation", visit.t().get("field.affiliation"), true)
                                .autocomplete("organization"),
                        Field.text("country", visit.t().get("field.country"), true)
                                .autocomplete("country-name"),
                        Field.area("purpose", visit.t().get("field.purpose"), true),
                        Field.password("password", visit.t().get("field.password"), "new-password")
                                .help(visit.t()
                                        .get("help.password", Map.of("n", String.valueOf(Passwords.MIN_LENGTH))))))));
    }

    private static String newPassword(Visit visit, String field) {
        String password = visit.context().formParam(field);
        if (password == null || password.length() < Passwords.MIN_LENGTH || password.length() > Passwords.MAX_LENGTH) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        return Passwords.hash(password);
    }

    private void register(Visit visit) {
        if (!registrations.allows(visit.address())) {
            throw new RefusedException(Reason.TOO_MANY_TRIES);
        }
        String email = visit.line("email", MAX_NAME);
        if (!email.matches("[^@\\s]+@[^@\\s]+\\.[^@\\s]+")) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        Optional<Accounts.Confirmation> made = visit.store()
                .accounts()
                .register(
                        new Accounts.Registration(
                                email,
                                visit.line("name", MAX_NAME),
                                visit.line("affiliation", MAX_NAME),
                                visit.line("country", MAX_NAME),
                                visit.field("purpose"),
                                newPassword(visit, "password"),
                                visit.t().locale(),
                                "UTC"),
                        false);
        // Who registers an address that has an account learns nothing of it here; its owner is told.
        LetterLimits letters = visit.platform().letters();
        if (made.isPresent()) {
            // An address can be registered, erased and registered again; who gets no letter asks for it later.
            if (letters.allows(LetterLimits.Kind.CONFIRMATION, email)) {
                mailConfirmation(visit, email, made.get());
            }
        } else if (letters.allows(LetterLimits.Kind.KNOWN_ADDRESS, email)) {
            visit.store()
                    .messages()
                    .mail(email, visit.t().get("mail.known.subject"), visit.t().get("mail.known.body"));
        }
        visit.show(
                visit.t().get("menu.register"),
                List.of(
                        new Section.Note(visit.t().get("register.done"), false),
                        new Section.Links(List.of(Cell.link(visit.t().get("menu.sign-in"), "/sign-in")))));
    }

    private static void mailConfirmation(Visit visit, String email, Accounts.Confirmation made) {
        visit.store()
                .messages()
                .mail(
                        email,
                        visit.t().get("mail.confirm.subject"),
                        visit.t()
                                .get(
                                        "mail.confirm.body",
                                        Map.of(
                                                "link",
                                                visit.platform().baseUrl() + "/confirm/" + made.token(),
                                                "code",
                                                made.code())));
    }

    private static void signInPage(Visit visit) {
        visit.show(visit.t().get("menu.sign-in"), List.of(signInForm(visit), forgottenLink(visit)));
    }

    private static Section signInForm(Visit visit) {
        return new Section.Fill(Form.of(
                "/sign-in",
                visit.t().get("menu.sign-in"),
                Field.email("email", visit.t().get("field.email")),
                Field.password("password", visit.t().get("field.password"), "current-password")));
    }

    private static Section forgottenLink(Visit visit) {
        return new Section.Links(List.of(
                Cell.link(visit.t().get("sign-in.forgotten"), "/reset-password"),
                Cell.link(visit.t().get("menu.register"), "/register")));
    }

    private void signIn(Visit visit) {
        String email = visit.field("email");
        String password = visit.context().formParam("password");
        // By account and network: whoever floods one does not lock its owner out elsewhere.
        if (!signIns.allows(Account.emailKey(email) + " " + visit.address())) {
            throw new RefusedException(Reason.TOO_MANY_TRIES);
        }
        Optional<Account> account = visit.store().accounts().findByEmail(email);
        boolean fits = Passwords.fits(
                password == null ? "" : password.substring(0, Math.min(password.length(), Passwords.MAX_LENGTH)),
                account.map(Account::passwordHash).orElse(""));
        if (account.isEmpty() || !fits) {
            visit.show(
                    HttpStatus.FORBIDDEN,
                    visit.t().get("menu.sign-in"),
                    "",
                    List.of(
                            new Section.Note(visit.t().get("sign-in.wrong"), true),
                            signInForm(visit),
                            forgottenLink(visit)));
            return;
        }
        guard.signIn(visit.context(), account.get().id());
        visit.redirect(account.get().organizer() ? "/admin" : "/team");
    }

    private void signOut(Visit visit) {
        guard.signOut(visit.context());
        visit.redirect("/");
    }

    private static void confirmPage(Visit visit) {
        visit.show(
                visit.t().get("confirm.title"),
                List.of(new Section.Fill(
                        Form.of("/confirm/" + visit.path("token"), visit.t().get("confirm.button")))));
    }

    private static void confirm(Visit visit) {
        visit.store().accounts().confirmByLink(visit.path("token"));
        visit.show(
                visit.t().get("confirm.title"),
                List.of(
                        new Section.Note(visit.t().get("confirm.done"), false),
                        new Section.Links(List.of(Cell.link(visit.t().get("menu.team"), "/team")))));
    }

    private void code(Visit visit) {
        if (!signIns.allows(visit.account().id())) {
            throw new RefusedException(Reason.TOO_MANY_TRIES);
        }
        visit.store().accounts().confirmByCode(visit.account().id(), visit.line("code", 6));
        visit.redirect("/account");
    }

    private static void sendAgain(Visit visit) {
        Account account = visit.account();
        if (!account.confirmed()) {
            if (!visit.platform().letters().allows(LetterLimits.Kind.CONFIRMATION, account.email())) {
                throw new RefusedException(Reason.TOO_MANY_TRIES);
            }
            mailConfirmation(visit, account.email(), visit.store().accounts().newConfirmation(account.id()));
        }
        visit.redirect("/account");
    }

    private static void forgottenPage(Visit visit) {
        visit.show(
                visit.t().get("reset.title"),
                List.of(new Section.Fill(Form.of(
                        "/reset-password",
                        visit.t().get("reset.send"),
                        Field.email("email", visit.t().get("field.email"))))));
    }

    private void forgotten(Visit visit) {
        if (!registrations.allows(visit.address())) {
            throw new RefusedException(Reason.TOO_MANY_TRIES);
        }
        visit.store()
                .accounts()
                .findByEmail(visit.field("email"))
                .filter(account -> visit.platform().letters().allows(LetterLimits.Kind.PASSWORD, account.email()))
                .ifPresent(account -> visit.store()
                        .messages()
                        .mail(
                                account.email(),
                                visit.t().get("mail.reset.subject"),
                                visit.t()
                                        .get(
                                                "mail.reset.body",
                                                Map.of(
                                                        "link",
                                                        visit.platform().baseUrl() + "/reset-password/"
                                                                + visit.store()
                                                                        .accounts()
                                                                        .resetToken(account.id())))));
        visit.show(
                visit.t().get("reset.title"), List.of(new Section.Note(visit.t().get("reset.sent"), false)));
    }

    private static void resetPage(Visit visit) {
        visit.show(
                visit.t().get("reset.title"),
                List.of(new Section.Fill(Form.of(
                        "/reset-password/" + visit.path("token"),
                        visit.t().get("reset.set"),
                        Field.password("password", visit.t().get("field.new-password"), "new-password")
                                .help(visit.t()
                                        .get("help.password", Map.of("n", String.valueOf(Passwords.MIN_LENGTH))))))));
    }

    private static void reset(Visit visit) {
        visit.store().accounts().resetPassword(visit.path("token"), newPassword(visit, "password"));
        visit.show(
                visit.t().get("reset.title"),
                List.of(new Section.Note(visit.t().get("reset.done"), false), signInForm(visit)));
    }

    private static void account(Visit visit) {
        Account account = visit.account();
        List<Section> sections = new ArrayList<>();
        sections.add(
                new Section.Items(Stream.of(account.email(), account.name(), account.affiliation(), account.country())
                        .filter(text -> !text.isBlank())
                        .toList()));
        if (!account.confirmed()) {
            sections.add(new Section.Note(visit.t().get("account.unconfirmed"), true));
            sections.add(new Section.Fill(Form.of(
                    "/account/code",
                    visit.t().get("confirm.button"),
                    Field.text("code", visit.t().get("field.code"), true).autocomplete("one-time-code"))));
            sections.add(new Section.Fill(
                    Form.button("/account/confirmation", visit.t().get("confirm.again"))));
        }
        sections.add(new Section.Fill(Form.button("/sign-out", visit.t().get("menu.sign-out"))));
        sections.add(new Section.Heading(visit.t().get("account.settings")));
        sections.add(new Section.Fill(Form.of(
                "/account/settings",
                visit.t().get("layout.save"),
                Field.select(
                        "locale",
                        visit.t().get("field.language"),
                        List.of(new String[] {"en", "English"}, new String[] {"zh-CN", "简体中文"}),
                        account.locale()),
                Field.text("zone", visit.t().get("field.zone"), account.zone(), true)
                        .help(visit.t().get("help.zone")),
                Field.select(
                        "news",
                        visit.t().get("field.news-by-mail"),
                        List.of(
                                new String[] {"yes", visit.t().get("layout.yes")},
                                new String[] {"no", visit.t().get("layout.no")}),
                        account.newsByMail() ? "yes" : "no"))));
        sections.add(new Section.Heading(visit.t().get("field.password")));
        sections.add(new Section.Text(visit.t().get("account.password-help")));
        sections.add(new Section.Fill(Form.of(
                "/account/password",
                visit.t().get("reset.set"),
                Field.password("old", visit.t().get("field.old-password"), "current-password"),
                Field.password("password", visit.t().get("field.new-password"), "new-password"))));
        sections.add(new Section.Heading(visit.t().get("account.tokens")));
        sections.add(new Section.Text(visit.t().get("account.tokens-help")));
        sections.add(new Section.Fill(Form.button("/account/tokens", visit.t().get("account.new-token"))));
        sections.add(new Section.Fill(
                Form.button("/account/tokens/revocation", visit.t().get("account.revoke"))));
        sections.add(new Section.Heading(visit.t().get("account.data")));
        sections.add(new Section.Links(List.of(Cell.link(visit.t().get("account.export"), "/account/export"))));
        sections.add(new Section.Fill(Form.of(
                "/account/erasure",
                visit.t().get("account.erase"),
                Field.check("sure", visit.t().get("account.erase-sure")))));
        visit.show(visit.t().get("menu.account"), sections);
    }

    private static void settings(Visit visit) {
        String zone = visit.line("zone", MAX_NAME);
        if (!ZoneId.getAvailableZoneIds().contains(zone)) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        visit.store()
                .accounts()
                .setPreferences(
                        visit.account().id(),
                        visit.field("locale").startsWith("zh") ? "zh-CN" : "en",
                        zone,
                        !visit.field("news").equals("no"));
        visit.redirect("/account");
    }

    private void password(Visit visit) {
        String old = visit.context().formParam("old");
        if (!signIns.allows(visit.account().id())
                || !Passwords.fits(old == null ? "" : old, visit.account().passwordHash())) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        visit.store().accounts().setPassword(visit.account().id(), newPassword(visit, "password"));
        guard.signIn(visit.context(), visit.account().id());
        visit.redirect("/account");
    }

    private static void token(Visit visit) {
        String token = visit.store().accounts().apiToken(visit.account().id());
        visit.show(
                visit.t().get("account.tokens"),
                List.of(new Section.Note(visit.t().get("account.token-once"), false), new Section.Text(token)));
    }

    private static void revoke(Visit visit) {
        visit.store().accounts().revokeApiTokens(visit.account().id());
        visit.redirect("/account");
    }

    private void erase(Visit visit) {
        if (!visit.field("sure").equals("1")) {
            throw new RefusedException(Reason.INVALID_INPUT);
        }
        visit.store().accounts().erase(visit.account().id(), visit.account().id());
        guard.signOut(visit.context());
        visit.redirect("/");
    }

    /** Everything that is kept of the person. */
    private static void export(Visit visit) {
        Account account = visit.account();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("email", account.email());
        data.put("name", account.name());
        data.put("affiliation", account.affiliation());
        data.put("country", account.country());
        data.put("purpose", account.purpose());
        data.put("registered", account.createdAt());
        data.put("membership", visit.membership());
        data.put("posts", visit.store().questions().writtenBy(account.id()));
        data.put(
                "messages",
                visit.store().messages().inbox(account.id()).stream()
                        .map(Message::toTheMinute)
                        .toList());
        visit.context()
                .header("Content-Disposition", "attachment; filename=\"account.json\"")
                .contentType("application/json")
                .result(Json.text(data));
    }

    private static void inbox(Visit visit) {
        List<Section> sections = new ArrayList<>();
        List<Message> messages = visit.store().messages().inbox(visit.account().id());
        for (Message message : messages) {
            sections.add(new Section.Heading(
                    visit.times().brief(message.at()) + (message.readAt().isPresent() ? "" : " •")));
            Map<String, String> details = MessageText.details(
                    visit.t(), visit.platform().content(), visit.store().submissions()::find, message.body());
            sections.add(new Section.Text(MessageText.text(visit.t(), message.kind(), details)));
            Optional.ofNullable(details.get("link"))
                    .ifPresent(link -> sections.add(new Section.Links(List.of(Cell.link(
                            details.containsKey("submission")
                                    ? visit.t().get("inbox.open", details)
                                    : visit.t().get("inbox.page"),
                            link)))));
        }
        if (messages.isEmpty()) {
            sections.add(new Section.Text(visit.t().get("layout.empty")));
        } else {
            sections.add(new Section.Fill(Form.button("/inbox/read", visit.t().get("inbox.read"))));
        }
        visit.show(visit.t().get("menu.inbox"), sections);
    }

    private static void read(Visit visit) {
        visit.store().messages().markRead(visit.account().id());
        visit.redirect("/inbox");
    }
}
