/* Warns before a page with unsaved text is left. Text that the portal has kept (event sd-kept) is not lost, so it needs no
 * warning. Without a script nothing is missing: the portal keeps what is sent.
 */
ckan.module("sd-unsaved", function ($) {
  "use strict";
  return {
    initialize: function () {
      var form = this.el[0], dirty = false;
      var touched = function () { dirty = true; };
      form.addEventListener("input", touched);
      form.addEventListener("change", touched);
      /* select2 tells jQuery only; htmx and this module listen to the page's own events */
      this.el.on("change", function (event) {
        if (!event.originalEvent) form.dispatchEvent(new Event("input", { bubbles: true }));
      });
      document.body.addEventListener("sd-kept", function () { dirty = false; });
      form.addEventListener("submit", function () { dirty = false; });
      window.addEventListener("beforeunload", function (event) {
        if (dirty) { event.preventDefault(); event.returnValue = ""; }
      });
    },
  };
});
