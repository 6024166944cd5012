import { Link, type LinkProps, Outlet } from "@tanstack/react-router";
import type { Session } from "../api/types";
import { PlusIcon } from "../icons";
import { mayAudit } from "../session/rights";
import { strings } from "../strings";
import { AccountMenu } from "./AccountMenu";
import { Brand } from "./Brand";
import { ButtonLink } from "./links";
import classes from "./Shell.module.css";

/** What surrounds every page of somebody who is signed in. */
export function Shell({ session }: { session: Session }) {
  return (
    <>
      <a href="#content" className={classes.skip}>
        {strings.skipToContent}
      </a>
      <header className={classes.header}>
        <div className={classes.bar}>
          <Link to="/" className={classes.home} aria-label={strings.product}>
            <Brand />
          </Link>
          <nav aria-label={strings.navigation.main} className={classes.navigation}>
            <NavigationLink to="/">{strings.navigation.overview}</NavigationLink>
            <NavigationLink to="/jobs">{strings.navigation.jobs}</NavigationLink>
            <NavigationLink to="/workers">{strings.navigation.workers}</NavigationLink>
            <NavigationLink to="/teams">{strings.navigation.teams}</NavigationLink>
            <NavigationLink to="/usage">{strings.navigation.usage}</NavigationLink>
            {mayAudit(session) && (
              <NavigationLink to="/audit">{strings.navigation.audit}</NavigationLink>
            )}
          </nav>
          <ButtonLink to="/jobs/new" leftSection={<PlusIcon size={14} />}>
            {strings.navigation.newJob}
          </ButtonLink>
          <AccountMenu session={session} />
        </div>
      </header>
      <main id="content" tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
    </>
  );
}

function NavigationLink({ to, children }: { to: LinkProps["to"]; children: string }) {
  return (
    <Link
      to={to}
      className={classes.link}
      activeOptions={{ exact: to === "/", includeSearch: false }}
      activeProps={{ className: classes.active }}
    >
      {children}
    </Link>
  );
}
