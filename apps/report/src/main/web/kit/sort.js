document.querySelectorAll("#index thead button").forEach(function (button, column) {
  button.addEventListener("click", function () {
    var head = button.parentElement;
    var body = document.querySelector("#index tbody");
    var direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    var key = function (row) { return row.children[column].getAttribute("data-sort"); };
    var rows = Array.from(body.children);
    rows.sort(function (a, b) { return direction * key(a).localeCompare(key(b), "en", { numeric: true }); });
    if (column === 2) {
      rows.sort(function (a, b) { return direction * (Number(key(a)) - Number(key(b))); });
    }
    document.querySelectorAll("#index thead th").forEach(function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
    rows.forEach(function (row) { body.appendChild(row); });
  });
});
