import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.css";
import "./theme.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "./queryClient";
import { createAppRouter } from "./router";
import { sessionQuery } from "./session/queries";
import { cssVariablesResolver, theme } from "./theme";

const queries = createQueryClient();
const router = createAppRouter(queries);
// Every page waits for it: asked for while the first of them is still drawn.
void queries.prefetchQuery(sessionQuery);
const root = document.getElementById("root");

if (root) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        cssVariablesResolver={cssVariablesResolver}
      >
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
