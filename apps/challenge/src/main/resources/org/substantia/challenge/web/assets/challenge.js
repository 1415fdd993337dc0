"use strict";
// Everything here only makes the pages more comfortable: they work without it.

function sortable(table) {
  table.querySelectorAll("thead th").forEach(function (head, column) {
    if (!table.tBodies[0].rows.length || !table.tBodies[0].rows[0].cells[column].hasAttribute("data-sort")) {
      return;
    }
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", function () {
      var up = head.getAttribute("aria-sort") !== "ascending";
      table.querySelectorAll("th").forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      var key = function (row) { return row.cells[column].getAttribute("data-sort"); };
      var rows = Array.from(table.tBodies[0].rows);
      rows.sort(function (a, b) {
        // What has no value stays at the end whichever way the rest is sorted.
        if (key(a) === "" || key(b) === "") {
          return (key(a) === "") - (key(b) === "");
        }
        return (up ? 1 : -1) * key(a).localeCompare(key(b), "en", { numeric: true });
      });
      rows.forEach(function (row) { table.tBodies[0].appendChild(row); });
    });
  });
}

// How far the server's clock, which decides, is before the reader's.
var clockOffset = 0;

function countdown(element) {
  var until = Date.parse(element.getAttribute("data-until")) - clockOffset;
  var day = element.getAttribute("data-day");
  var text = element.textContent;
  function show() {
    var left = Math.max(0, Math.floor((until - Date.now()) / 1000));
    var pad = function (n) { return String(n).padStart(2, "0"); };
    element.textContent = text + " (" + Math.floor(left / 86400) + " " + day + " " + pad(Math.floor(left / 3600) % 24) + ":"
        + pad(Math.floor(left / 60) % 60) + ":" + pad(left % 60) + ")";
  }
  show();
  setInterval(show, 1000);
}

function base64(text) {
  return btoa(Array.from(new TextEncoder().encode(text), function (b) { return String.fromCharCode(b); }).join(""));
}

// An upload that goes on where it stood (tus 1.0), with its place kept for this file.
function resumable(form) {
  if (new URL(form.action).pathname !== "/submissions") {
    return;
  }
  form.addEventListener("submit", function (event) {
    var file = form.querySelector("input[type=file]").files[0];
    if (!file || !window.fetch) {
      return;
    }
    event.preventDefault();
    var data = new FormData(form);
    var progress = document.createElement("progress");
    progress.max = file.size;
    var line = document.createElement("p");
    line.setAttribute("role", "status");
    form.append(progress, line);
    form.querySelector("button").disabled = true;
    var headers = { "Tus-Resumable": "1.0.0", "X-CSRF-Token": data.get("csrf") };
    var key = "upload " + (data.get("phase") || data.get("image")) + " " + file.name + " " + file.size + " " + file.lastModified;

    function fail(text) {
      line.textContent = text;
      form.querySelector("button").disabled = false;
    }
    function told(response) {
      return response.json().then(function (problem) { fail(problem.detail); }, function () {
        fail("HTTP " + response.status);
      });
    }
    function send(url, offset) {
      progress.value = offset;
      line.textContent = Math.floor(100 * offset / file.size) + " %";
      var end = Math.min(file.size, offset + 4 * 1024 * 1024);
      fetch(url, {
        method: "PATCH",
        headers: Object.assign({ "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
            headers),
        body: file.slice(offset, end)
      }).then(function (response) {
        if (response.status === 204) {
          var next = Number(response.headers.get("Upload-Offset"));
          if (next < file.size) {
            send(url, next);
          } else {
            localStorage.removeItem(key);
            location.href = "/uploads/" + url.substring(url.lastIndexOf("/") + 1);
          }
        } else if (response.status === 409 || response.status === 423) {
          setTimeout(function () { resume(url); }, 1000);
        } else {
          localStorage.removeItem(key);
          told(response);
        }
      }, function () {
        setTimeout(function () { resume(url); }, 3000);
      });
    }
    function resume(url) {
      fetch(url, { method: "HEAD", headers: headers }).then(function (response) {
        if (response.ok) {
          send(url, Number(response.headers.get("Upload-Offset")));
        } else {
          localStorage.removeItem(key);
          create();
        }
      }, function () {
        setTimeout(function () { resume(url); }, 3000);
      });
    }
    function create() {
      var metadata = ["filename " + base64(file.name)];
      ["phase", "check", "image", "name", "description", "codeUrl", "outsideData", "models"].forEach(function (name) {
        if (data.get(name)) {
          metadata.push(name + " " + base64(data.get(name)));
        }
      });
      fetch("/api/v1/uploads", {
        method: "POST",
        headers: Object.assign({ "Upload-Length": String(file.size), "Upload-Metadata": metadata.join(",") }, headers)
      }).then(function (response) {
        if (response.status === 201) {
          var url = response.headers.get("Location");
          localStorage.setItem(key, url);
          send(url, 0);
        } else {
          told(response);
        }
      }, function () {
        setTimeout(create, 3000);
      });
    }
    var known = localStorage.getItem(key);
    if (known) {
      resume(known);
    } else {
      create();
    }
  });
}

// The server tells that something changed; the page then shows its new state.
function live(main) {
  var source = new EventSource(main.getAttribute("data-events"));
  source.addEventListener("state", function (event) {
    var before = main.getAttribute("data-state");
    main.setAttribute("data-state", event.data);
    if (before !== null && before !== event.data) {
      htmx.ajax("GET", location.pathname, { target: "#main", select: "#main", swap: "outerHTML" }).then(function () {
        source.close();
        start();
      });
    }
  });
}

function start() {
  document.querySelectorAll("table.sortable").forEach(sortable);
  document.querySelectorAll(".countdown").forEach(countdown);
  document.querySelectorAll("form[data-upload=yes]").forEach(resumable);
  var main = document.querySelector("main[data-events]");
  if (main && main.getAttribute("data-events") && window.EventSource) {
    live(main);
  }
}

document.addEventListener("DOMContentLoaded", function () {
  clockOffset = Date.parse(document.querySelector("footer time").getAttribute("datetime")) - Date.now();
  start();
});
