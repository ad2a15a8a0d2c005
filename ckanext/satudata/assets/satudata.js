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
/* CKAN looks for modules in what htmx has taken away, where an element is put in the place of another: here they are begun in
 * what came.
 */
document.addEventListener("htmx:load", function (event) {
  "use strict";
  var came = event.detail.elt;
  if (came === document.body) return;
  came.querySelectorAll("[data-module]:not([dm-initialized])").forEach(function (element) {
    element.setAttribute("dm-initialized", true);
    ckan.module.initializeElement(element);
  });
});
