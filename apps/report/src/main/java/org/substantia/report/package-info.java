/** What people look at: plots, tables and pages of cohorts and scores. */
package org.substantia.report;
