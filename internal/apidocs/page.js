"use strict";

// The page is for trying things out, so every operation is open to it at once.
// Nothing is asked of another host: no validator, and no settings from the
// address, where a stranger could put another document. Tokens are forgotten with
// the page.
//
// An operation shows its button before the library has gathered what it sends; a
// press in that moment sends nothing and leaves the button dead until the page is
// loaded again. So a press waits for the rest, and takes the operation as it is then.
const patientButton = () => ({
  statePlugins: {
    spec: {
      wrapActions: {
        execute: (execute, { specSelectors, specActions }) => (request) => {
          const operation = specSelectors.specResolvedSubtree(["paths", request.path, request.method]);
          return operation
            ? execute({ ...request, operation })
            : setTimeout(() => specActions.execute(request), 50);
        },
      },
    },
  },
});

window.ui = SwaggerUIBundle({
  dom_id: "#apis",
  urls: JSON.parse(document.getElementById("apis").dataset.documents),
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  plugins: [patientButton],
  layout: "StandaloneLayout",
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  persistAuthorization: false,
  queryConfigEnabled: false,
  validatorUrl: null,
});
