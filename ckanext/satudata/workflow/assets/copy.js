/* Copies the text of an area, and says so. The button is hidden until this runs: without a script the text is marked by hand.
 *
 * source - selector of the text area
 * done - what is said afterwards
 */
ckan.module("sd-copy", function ($) {
  "use strict";
  return {
    options: { source: null, done: "" },
    initialize: function () {
      this.el.prop("hidden", false).on("click", this._copy.bind(this));
    },
    _copy: function () {
      var area = document.querySelector(this.options.source);
      area.focus();
      area.select();
      if (document.execCommand("copy")) this.el.siblings("[role=status]").text(this.options.done);
    },
  };
});
