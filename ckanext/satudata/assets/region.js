/* Region picker: offers what the portal finds for the typed text; the field holds the code. Without a script the code or the
 * full name is typed. WAI-ARIA pattern: editable combobox with list autocomplete. found (with {n}), none - what is said then
 */
ckan.module("sd-region", function ($) {
  "use strict";
  return {
    options: { found: "{n}", none: "" },
    initialize: function () {
      var el = this.el, options = this.options, client = this.sandbox.client, id = el[0].id + "-list", at = -1, asked = 0, timer;
      var means = $("#" + el[0].id + "-means"), said = $("<span class='visually-hidden' role='status'>");
      var list = $("<ul class='sd-temuan' role='listbox' hidden>").attr({ id: id, "aria-label": $(el[0].labels[0]).text() });
      el.after(said, list).attr({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id });

      function mark(place) {
        var items = list.children().attr("aria-selected", "false");
        at = place;
        if (at < 0) return el.removeAttr("aria-activedescendant");
        items.eq(at).attr("aria-selected", "true")[0].scrollIntoView({ block: "nearest" });
        el.attr("aria-activedescendant", id + at);
      }
      function show(open) {
        list.prop("hidden", !open);
        el.attr("aria-expanded", open);
        mark(-1);
        if (!open) { clearTimeout(timer); asked++; }
      }
      function fill(found) {
        list.empty().append(found.map(function (region, n) {
          return $("<li role='option'>").attr("id", id + n).data("region", region)
            .text(region.full_name).append($("<small>").text(" " + region.code));
        }));
        said.text(found.length ? options.found.replace("{n}", found.length) : options.none);
        show(found.length > 0);
      }
      function ask() {
        var text = el.val().trim(), mine = ++asked;
        if (text.length < 2) return show(false);
        client.call("GET", "satudata_metadata_region_search", "?limit=12&q=" + encodeURIComponent(text), function (answer) {
          if (mine === asked) fill(answer.result);
        }, function () { show(false); });
      }
      function choose(item) {
        var region = item.data("region");
        el.val(region.code);
        means.add(said).text(region.full_name);
        show(false);
        el[0].dispatchEvent(new Event("change", { bubbles: true }));
      }
      el.on("input", function () { means.text(""); clearTimeout(timer); timer = setTimeout(ask, 200); });
      el.on("blur", function () { show(false); });
      el.on("keydown", function (event) {
        var step = { ArrowDown: 1, ArrowUp: -1 }[event.key], open = !list.prop("hidden"), number = list.children().length;
        if (step && !open) ask();
        else if (step) mark(at < 0 && step < 0 ? number - 1 : (at + step + number) % number);
        else if (open && event.key === "Enter" && at >= 0) choose(list.children().eq(at));
        else if (open && event.key === "Escape") show(false);
        else return;
        event.preventDefault();
      });
      list.on("mousedown", false).on("click", "li", function () { choose($(this)); });
    },
  };
});
