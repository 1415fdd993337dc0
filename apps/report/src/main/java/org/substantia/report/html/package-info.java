/**
 * Well-formed markup: HTML pages that are also XML, with everything that comes from outside escaped; what they share.
 */
package org.substantia.report.html;
