import { useQuery } from "@tanstack/react-query";
import { Navigate, useLocation } from "@tanstack/react-router";
import { sessionQuery } from "../session/queries";
import { Shell } from "./Shell";

/** The dashboard for somebody who is signed in; leads to the sign-in when a session has ended. */
export function SignedIn() {
  const { data: session } = useQuery(sessionQuery);
  const next = useLocation({ select: (location) => location.href });
  if (session) return <Shell session={session} />;
  return session === null ? <Navigate to="/sign-in" search={{ next }} /> : null;
}
