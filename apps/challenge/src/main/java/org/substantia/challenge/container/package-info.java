/**
 * Verifying a team's container image: static checks of the archive, runs without a network under limits, by our own
 * namespaces or by docker or podman, and a comparison of what it writes with what the team had submitted.
 */
package org.substantia.challenge.container;
