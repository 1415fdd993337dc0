/** A request and what it needs: the route that let it in, who makes it, and the platform that it is made to. */
package org.substantia.challenge.web.visit;
