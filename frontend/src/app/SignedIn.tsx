import { useQuery } from "@tanstack/react-query";
import { Navigate, useLocation } from "@tanstack/react-router";
import { sessionQuery } from "../session/queries";
import { Shell } from "./Shell";

/** The dashboard for somebody who is signed in; leads to the sign-in when a session has ended. */
export function SignedIn() {
  const { data: session } = useQuery(sessionQuery);
  const next = useLocation({ select: (location) => location.href });
  // While the sign-in is loaded this page is still there, and the location is the sign-in's already.
  const onTheWay = useLocation({ select: ({ pathname }) => pathname === "/sign-in" });
  if (session) return <Shell session={session} />;
  return session === null && !onTheWay ? <Navigate to="/sign-in" search={{ next }} /> : null;
}
