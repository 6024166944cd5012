import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import type { JobState } from "./api/types";
import { NotFoundPage } from "./app/NotFoundPage";
import { SignedIn } from "./app/SignedIn";
import { FailurePage, PendingPage } from "./app/StatePages";
import { type AuditFilter, readAuditFilter } from "./audit/filter";
import { readChoice } from "./compare/choice";
import { type JobFilter, LONGEST_SEARCH } from "./jobs/queries";
import { OverviewPage } from "./overview/OverviewPage";
import { sessionQuery, signInWaysQuery } from "./session/queries";
import { type Refusal, refusalOf } from "./session/refusal";
import { strings } from "./strings";
import { readUsageFilter, type UsageFilter } from "./usage/filter";

interface Context {
  queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  // `refused` says why a sign-in with a provider came to nothing.
  validateSearch: (search): { next?: string; refused?: Refusal } => ({
    next: ownAddress(search.next),
    refused: refusalOf(search.refused),
  }),
  beforeLoad: async ({ context, search }) => {
    const session = await context.queries.ensureQueryData(sessionQuery);
    if (session) throw redirect({ href: search.next ?? "/", replace: true });
  },
  loader: ({ context }) => context.queries.ensureQueryData(signInWaysQuery),
  component: lazyRouteComponent(() => import("./session/SignInPage"), "SignInPage"),
});

const password = createRoute({
  getParentRoute: () => root,
  path: "/password",
  beforeLoad: async ({ context, location }) => {
    if (!(await context.queries.ensureQueryData(sessionQuery))) throw toSignIn(location.href);
  },
  component: lazyRouteComponent(() => import("./session/PasswordPage"), "PasswordPage"),
});

/** Everything that needs somebody to be signed in, under a password of their own. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    const session = await context.queries.ensureQueryData(sessionQuery);
    if (!session) throw toSignIn(location.href);
    if (session.mustChangePassword) throw redirect({ to: "/password" });
  },
  component: SignedIn,
});

const overview = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  component: OverviewPage,
});

const jobs = createRoute({
  getParentRoute: () => signedIn,
  path: "/jobs",
  // `selected` holds the jobs that something is to be done with.
  validateSearch: (search): JobFilter & { selected?: string } => ({
    state: stateOf(search.state),
    team: typeof search.team === "string" ? search.team : undefined,
    q: searchedFor(search.q),
    selected: readChoice({ jobs: search.selected }).jobs,
  }),
  component: lazyRouteComponent(() => import("./jobs/JobsPage"), "JobsPage"),
});

const newJob = createRoute({
  getParentRoute: () => signedIn,
  path: "/jobs/new",
  // `sample` fills the form with the sample, `dataset` with what fits that data set, `model` with an uploaded model as `team/name`, `from` with
  // another job's spec, which then begins from `checkpoint` of it and takes its weights or everything.
  validateSearch: (
    search,
  ): {
    sample?: true;
    dataset?: string;
    model?: string;
    from?: string;
    checkpoint?: string;
    take?: "everything";
  } => ({
    sample: search.sample === true ? true : undefined,
    dataset: typeof search.dataset === "string" ? search.dataset : undefined,
    model: typeof search.model === "string" ? search.model : undefined,
    from: typeof search.from === "string" ? search.from : undefined,
    checkpoint: typeof search.checkpoint === "string" ? search.checkpoint : undefined,
    take: search.take === "everything" ? "everything" : undefined,
  }),
  component: lazyRouteComponent(() => import("./submit/SubmitPage"), "SubmitPage"),
});

const job = createRoute({
  getParentRoute: () => signedIn,
  path: "/jobs/$jobId",
  component: lazyRouteComponent(() => import("./job/JobPage"), "JobPage"),
});

const compare = createRoute({
  getParentRoute: () => signedIn,
  path: "/compare",
  validateSearch: readChoice,
  component: lazyRouteComponent(() => import("./compare/ComparePage"), "ComparePage"),
});

const datasets = createRoute({
  getParentRoute: () => signedIn,
  path: "/datasets",
  component: lazyRouteComponent(() => import("./dataset/DatasetsPage"), "DatasetsPage"),
});

const dataset = createRoute({
  getParentRoute: () => signedIn,
  path: "/datasets/$name",
  component: lazyRouteComponent(() => import("./dataset/DatasetPage"), "DatasetPage"),
});

const models = createRoute({
  getParentRoute: () => signedIn,
  path: "/models",
  component: lazyRouteComponent(() => import("./model/ModelsPage"), "ModelsPage"),
});

const model = createRoute({
  getParentRoute: () => signedIn,
  path: "/models/$team/$name",
  component: lazyRouteComponent(() => import("./model/ModelPage"), "ModelPage"),
});

const workers = createRoute({
  getParentRoute: () => signedIn,
  path: "/workers",
  component: lazyRouteComponent(() => import("./worker/WorkersPage"), "WorkersPage"),
});

const teams = createRoute({
  getParentRoute: () => signedIn,
  path: "/teams",
  component: lazyRouteComponent(() => import("./team/TeamsPage"), "TeamsPage"),
});

const team = createRoute({
  getParentRoute: () => signedIn,
  path: "/teams/$team",
  component: lazyRouteComponent(() => import("./team/TeamPage"), "TeamPage"),
});

const tokens = createRoute({
  getParentRoute: () => signedIn,
  path: "/tokens",
  // Whose services' tokens are shown beside one's own.
  validateSearch: (search): { team?: string } => ({
    team: typeof search.team === "string" ? search.team : undefined,
  }),
  component: lazyRouteComponent(() => import("./token/TokensPage"), "TokensPage"),
});

const channel = createRoute({
  getParentRoute: () => signedIn,
  path: "/teams/$team/channels/$channelId",
  component: lazyRouteComponent(() => import("./channel/ChannelPage"), "ChannelPage"),
});

const usage = createRoute({
  getParentRoute: () => signedIn,
  path: "/usage",
  validateSearch: (search): UsageFilter => readUsageFilter(search),
  component: lazyRouteComponent(() => import("./usage/UsagePage"), "UsagePage"),
});

const accounts = createRoute({
  getParentRoute: () => signedIn,
  path: "/accounts",
  component: lazyRouteComponent(() => import("./account/AccountsPage"), "AccountsPage"),
});

const workerTokens = createRoute({
  getParentRoute: () => signedIn,
  path: "/worker-tokens",
  component: lazyRouteComponent(() => import("./workertoken/WorkerTokensPage"), "WorkerTokensPage"),
});

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: "/audit",
  validateSearch: (search): AuditFilter => readAuditFilter(search),
  component: lazyRouteComponent(() => import("./audit/AuditPage"), "AuditPage"),
});

/** Inside the shell, so that the way back is in sight. */
const lost = createRoute({
  getParentRoute: () => signedIn,
  path: "$",
  component: NotFoundPage,
});

export function createAppRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([
      signIn,
      password,
      signedIn.addChildren([
        overview,
        jobs,
        newJob,
        job,
        compare,
        datasets,
        dataset,
        models,
        model,
        workers,
        teams,
        team,
        channel,
        tokens,
        usage,
        accounts,
        workerTokens,
        audit,
        lost,
      ]),
    ]),
    context: { queries },
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultPendingComponent: PendingPage,
    defaultErrorComponent: FailurePage,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

function toSignIn(next: string) {
  return redirect({ to: "/sign-in", search: { next: next === "/" ? undefined : next } });
}

/** Only addresses of this very site: a link must not carry a person elsewhere after signing in. */
function ownAddress(next: unknown): string | undefined {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : undefined;
}

/** The router reads `q=123` as a number. */
function searchedFor(q: unknown): string | undefined {
  const text = typeof q === "number" ? String(q) : q;
  return typeof text === "string" && text.trim() ? text.slice(0, LONGEST_SEARCH) : undefined;
}

function stateOf(state: unknown): JobState | undefined {
  return typeof state === "string" && Object.hasOwn(strings.states, state)
    ? (state as JobState)
    : undefined;
}
