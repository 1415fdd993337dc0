/** Mail: what stands in inboxes and in the outbox is handed to a mail server. Nothing else waits for it. */
package org.substantia.challenge.mail;
