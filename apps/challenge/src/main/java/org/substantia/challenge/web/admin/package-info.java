/** The organizers' pages, one file for each subject. */
package org.substantia.challenge.web.admin;
