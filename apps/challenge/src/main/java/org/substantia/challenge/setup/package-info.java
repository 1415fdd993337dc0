/** Making a challenge from its description, and keeping it: backup, restore, verification. */
package org.substantia.challenge.setup;
