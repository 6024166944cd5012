import { Link, Outlet } from "@tanstack/react-router";
import type { Session } from "../api/types";
import { PlusIcon } from "../icons";
import { submittingTeams } from "../session/rights";
import { strings } from "../strings";
import { AccountMenu } from "./AccountMenu";
import { Brand } from "./Brand";
import { ButtonLink } from "./links";
import { Navigation } from "./Navigation";
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
          <Navigation session={session} />
          {submittingTeams(session).length > 0 && (
            <ButtonLink to="/jobs/new" leftSection={<PlusIcon size={14} />}>
              {strings.navigation.newJob}
            </ButtonLink>
          )}
          <AccountMenu session={session} />
        </div>
      </header>
      <main id="content" tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
    </>
  );
}
