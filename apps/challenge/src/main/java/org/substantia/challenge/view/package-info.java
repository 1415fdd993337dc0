/**
 * What people look at on the site: open data, and submissions that passed the check. It reads images and masks, which
 * no page does itself, and never a truth.
 */
package org.substantia.challenge.view;
