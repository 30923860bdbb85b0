"use strict";

// The page is for trying things out, so every operation is open to it at once.
// Nothing is asked of another host: no validator, and no settings from the
// address, where a stranger could put another document. Tokens are forgotten with
// the page.
window.ui = SwaggerUIBundle({
  dom_id: "#apis",
  urls: JSON.parse(document.getElementById("apis").dataset.documents),
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  persistAuthorization: false,
  queryConfigEnabled: false,
  validatorUrl: null,
});
