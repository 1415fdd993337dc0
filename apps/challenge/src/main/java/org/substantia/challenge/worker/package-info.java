/**
 * Checking and scoring, each file in a Java virtual machine of its own with limits. Only that machine opens the truth.
 */
package org.substantia.challenge.worker;
