package org.substantia.challenge.web;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.util.Optional;
import org.substantia.challenge.model.Account;
import org.substantia.challenge.store.Accounts;
import org.substantia.challenge.store.Secrets;
import org.substantia.challenge.web.visit.Platform;

/**
 * Who a request comes from, and whether it was meant: sessions by cookie, programs by token, and against forged
 * requests the browser's own word on their origin together with a token of ours.
 */
final class Guard {
    private static final int SESSION_SECONDS = 14 * 24 * 3600;
    private static final String BEARER = "Bearer ";
    /** How the type of a form with files begins. */
    static final String MULTIPART = "multipart/";

    private final Platform platform;

    Guard(Platform platform) {
        this.platform = platform;
    }

    /**
     * Who asks.
     *
     * @param csrf what forms must send along
     * @param byToken whether a program asks, which no browser can be made to do for a stranger
     */
    record Caller(Optional<Account> account, String csrf, boolean byToken) {}

    String sessionCookie() {
        return platform.secure() ? "__Host-session" : "session";
    }

    private String formCookie() {
        return platform.secure() ? "__Host-form" : "form";
    }

    Caller caller(Context context) {
        String authorization = context.header("Authorization");
        if (authorization != null && authorization.startsWith(BEARER)) {
            return new Caller(
                    platform.store().accounts().accountOfApiToken(authorization.substring(BEARER.length())), "", true);
        }
        String token = context.cookie(sessionCookie());
        Optional<Accounts.Session> session =
                token == null ? Optional.empty() : platform.store().accounts().session(token);
        if (session.isPresent()) {
            return new Caller(
                    Optional.of(session.get().account()), session.get().csrf(), false);
        }
        String form = context.cookie(formCookie());
        if (form == null || form.length() < 40) {
            form = Secrets.token();
            setCookie(context, formCookie(), form, SESSION_SECONDS);
        }
        return new Caller(Optional.empty(), form, false);
    }

    private static boolean hasForm(Context context) {
        String type = context.contentType();
        return type != null && (type.startsWith("application/x-www-form-urlencoded") || type.startsWith(MULTIPART));
    }

    /**
     * Whether a request that changes something was sent by our own page, or by a program with its token. Files come
     * from people who signed in; nobody else's are waited for.
     */
    boolean meant(Context context, Caller caller) {
        if (FileForms.isOne(context) && caller.account().isEmpty()) {
            return false;
        }
        if (caller.byToken()) {
            return true;
        }
        String site = context.header("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return false;
        }
        String origin = context.header("Origin");
        if (origin != null && !origin.equals(origin())) {
            return false;
        }
        String sent = context.header("X-CSRF-Token");
        if (sent == null && hasForm(context)) {
            sent = context.formParam("csrf");
        }
        return sent != null && Secrets.same(sent, caller.csrf());
    }

    private String origin() {
        return platform.baseUrl().getScheme() + "://" + platform.baseUrl().getAuthority();
    }

    /** Signs in: a new session under a new name; the old one is dead. */
    void signIn(Context context, String account) {
        signOut(context);
        String agent = context.userAgent();
        String token = platform.store()
                .accounts()
                .openSession(account, agent == null ? "" : agent.substring(0, Math.min(200, agent.length())));
        setCookie(context, sessionCookie(), token, SESSION_SECONDS);
    }

    void signOut(Context context) {
        String token = context.cookie(sessionCookie());
        if (token != null) {
            platform.store().accounts().closeSession(token);
        }
        setCookie(context, sessionCookie(), "", 0);
    }

    private void setCookie(Context context, String name, String value, int seconds) {
        context.cookie(new Cookie(name, value, "/", seconds, platform.secure(), true, null, SameSite.LAX));
    }
}
