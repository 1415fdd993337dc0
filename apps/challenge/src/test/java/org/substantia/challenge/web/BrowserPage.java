package org.substantia.challenge.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.substantia.challenge.json.Json;
import org.substantia.testing.Browser;

/** A page of the site in a real browser, used as a person would: links, fields, buttons, keys, files. */
final class BrowserPage {
    /** A folder for pictures of every page that a test stops at, to be looked at; unset for none. */
    private static final String PICTURES = "substantia.pictures";

    private final Browser browser;
    private final URI base;

    BrowserPage(Browser browser, URI base) {
        this.browser = browser;
        this.base = base;
    }

    Browser browser() {
        return browser;
    }

    /** Forgets who was signed in. */
    void newPerson() throws Exception {
        browser.newPage();
        browser.call(
                "Page.addScriptToEvaluateOnNewDocument",
                Map.of("source", "window.alert = window.confirm = window.prompt = () => { window.hacked = 1; };"));
    }

    void open(String path) throws Exception {
        leaving();
        browser.open(base + path);
        arrive();
    }

    private void leaving() throws Exception {
        browser.value("window.left = true");
    }

    private void arrive() throws Exception {
        browser.untilTrue("!window.left && document.readyState === 'complete' && !!document.querySelector('main')");
    }

    String path() throws Exception {
        return browser.value("location.pathname").asText();
    }

    /** What can be read on the page, menus left out. */
    String text() throws Exception {
        return browser.value("document.querySelector('main').innerText").asText();
    }

    /** The texts of the list items on the page. */
    List<String> items() throws Exception {
        JsonNode items = browser.value("Array.from(document.querySelectorAll('main li'), item => item.textContent)");
        return List.of(Json.read(items.toString(), String[].class));
    }

    private static String js(String text) {
        return Json.text(text);
    }

    private static String field(String action, String name) {
        return "document.querySelector(" + js("form[action=\"" + action + "\"] [name=\"" + name + "\"]") + ")";
    }

    /** Types into a field of the form that is sent to {@code action}. */
    void type(String action, String name, String text) throws Exception {
        browser.value("{ const f = " + field(action, name) + "; const d = f.closest('details'); if (d) d.open = true;"
                + " f.focus(); f.select && f.select(); }");
        browser.call("Input.insertText", Map.of("text", text));
    }

    void choose(String action, String name, String value) throws Exception {
        browser.value(field(action, name) + ".value = " + js(value));
    }

    void check(String action, String name) throws Exception {
        browser.value(field(action, name) + ".click()");
    }

    /** Presses the button of a form and waits for the page that answers. */
    void send(String action) throws Exception {
        leaving();
        press(action);
        arrive();
    }

    /** Presses the button of a form. */
    void press(String action) throws Exception {
        browser.value("document.querySelector(" + js("form[action=\"" + action + "\"] button") + ").click()");
    }

    /** Puts a file into the form of handing in, or with {@code check} into that of the check alone. */
    void file(boolean check, Path file) throws Exception {
        int document = browser.call("DOM.getDocument", Map.of())
                .get("root")
                .get("nodeId")
                .asInt();
        int node = browser.call(
                        "DOM.querySelector",
                        Map.of(
                                "nodeId",
                                document,
                                "selector",
                                (check ? "details " : "main > ") + "form[action='/submissions'] input[type=file]"))
                .get("nodeId")
                .asInt();
        browser.call("DOM.setFileInputFiles", Map.of("files", List.of(file.toString()), "nodeId", node));
    }

    void key(String key, int code) throws Exception {
        String text = key.equals("Enter") ? "\r" : "";
        for (String type : List.of("keyDown", "keyUp")) {
            browser.call(
                    "Input.dispatchKeyEvent",
                    Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", code, "text", text));
        }
    }

    void tab() throws Exception {
        key("Tab", 9);
    }

    void enter() throws Exception {
        key("Enter", 13);
    }

    /** Goes on by the tabulator until an expression of JavaScript about {@code a}, the active element, holds. */
    void tabTo(String condition) throws Exception {
        for (int i = 0; i < 80; i++) {
            tab();
            if (browser.value("(a => " + condition + ")(document.activeElement)")
                    .asBoolean()) {
                return;
            }
        }
        throw new IOException("the keyboard does not get to where " + condition);
    }

    void enterAndArrive() throws Exception {
        leaving();
        enter();
        arrive();
    }

    void signIn(String email, String password) throws Exception {
        open("/sign-in");
        type("/sign-in", "email", email);
        type("/sign-in", "password", password);
        send("/sign-in");
        if (path().equals("/sign-in")) {
            throw new IOException("not signed in: " + text());
        }
    }

    void width(int pixels, boolean mobile) throws Exception {
        browser.call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", pixels, "height", 800, "deviceScaleFactor", 1, "mobile", mobile));
    }

    /** How wide the page is; more than the window is where a reader has to scroll sideways. */
    int contentWidth() throws Exception {
        return browser.value("document.documentElement.scrollWidth").asInt();
    }

    /** Keeps a picture of the whole page, where pictures are wanted. */
    void picture(String name) throws Exception {
        String folder = System.getProperty(PICTURES);
        if (folder == null) {
            return;
        }
        JsonNode size = browser.call("Page.getLayoutMetrics", Map.of()).get("cssContentSize");
        String data = browser.call(
                        "Page.captureScreenshot",
                        Map.of(
                                "format",
                                "png",
                                "captureBeyondViewport",
                                true,
                                "clip",
                                Map.of(
                                        "x",
                                        0,
                                        "y",
                                        0,
                                        "width",
                                        size.get("width").asInt(),
                                        "height",
                                        Math.min(3000, size.get("height").asInt()),
                                        "scale",
                                        1)))
                .get("data")
                .asText();
        Files.write(
                Path.of(folder, name.toLowerCase(Locale.ROOT) + ".png"),
                Base64.getDecoder().decode(data));
    }
}
